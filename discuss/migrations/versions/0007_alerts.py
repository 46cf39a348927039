"""who is told that comments wait, and whether a copy of a backup has left the machine"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "site_alert",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("told", "looked", "reminded", "monday")),
        _of_site("site_alert"),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_alert")),
    )
    op.create_table(
        "watcher",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        sa.Column("feed", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "user_id"], ["membership.site_id", "membership.user_id"], ondelete="CASCADE", name="fk_watcher"
        ),
        sa.PrimaryKeyConstraint("site_id", "user_id", name=op.f("pk_watcher")),
    )
    op.create_table(
        "hook",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("secret", sa.String(500), nullable=False),
        sa.Column("failing", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(500), nullable=True),
        sa.Column("complained", sa.Boolean(), nullable=False),
        _of_site("hook"),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_hook")),
    )
    op.create_table(
        "backup_copy",
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_backup_copy")),
    )


def _of_site(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f(f"fk_{table}_site_id"), ondelete="CASCADE")
