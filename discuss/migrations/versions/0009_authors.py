"""who wrote which pages, and what they are told of the comments there"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "authored",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("path", sa.String(500), nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        _of_member("authored"),
        sa.PrimaryKeyConstraint("site_id", "path", "user_id", name=op.f("pk_authored")),
    )
    op.create_index("ix_authored_member", "authored", ["site_id", "user_id"])
    op.create_table(
        "author_mail",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=True),
        sa.Column("told", sa.BigInteger(), nullable=True),
        _of_member("author_mail"),
        sa.PrimaryKeyConstraint("site_id", "user_id", name=op.f("pk_author_mail")),
    )
    op.create_table(
        "author_news",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("comment_id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _of_member("author_news"),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_author_news_comment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "user_id", "comment_id", name=op.f("pk_author_news")),
    )
    op.create_index(op.f("ix_author_news_comment_id"), "author_news", ["comment_id"])


def _of_member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "user_id"],
        ["membership.site_id", "membership.user_id"],
        ondelete="CASCADE",
        name=f"fk_{table}",
    )
