"""invitations to a site by a link; whether the address of an account was shown to be its owner's"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("by", _ID, nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_invitation_site_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_invitation_by"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_digest")),
    )
    for column in ("site_id", "by", "expires"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column])
    op.add_column("user", sa.Column("confirmed", sa.BigInteger(), nullable=True))
    # Those who are there were added by address: by who runs the service, or with a mail.
    op.execute('UPDATE "user" SET confirmed = created')
