"""bans that another one holds instead of are kept, so that taking that one back brings them back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("ban") as table:
        table.add_column(sa.Column("replaced_by", _ID, nullable=True))
        table.create_foreign_key(op.f("fk_ban_replaced_by"), "ban", ["replaced_by"], ["id"], ondelete="CASCADE")
        table.create_index(op.f("ix_ban_replaced_by"), ["replaced_by"])
