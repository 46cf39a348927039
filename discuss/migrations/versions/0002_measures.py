"""measures on sites, threads and branches; sessions that end with the sign-out; what closing by policy needs"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DECIDED = "actor = 'member' AND before = 'pending' AND action IN ('approve', 'reject')"
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("calm")
    op.create_table(
        "measure",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("thread_id", _ID, nullable=True),
        sa.Column("root_id", _ID, nullable=True),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("pace", sa.Integer(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("note_html", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=100), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_measure_site_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_measure_thread_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["root_id"], ["comment.id"], name=op.f("fk_measure_root_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    for column in ("site_id", "thread_id", "root_id"):
        op.create_index(op.f(f"ix_measure_{column}"), "measure", [column])
    op.create_table(
        "sign_in",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in")),
    )
    for column in ("user_id", "expires"):
        op.create_index(op.f(f"ix_sign_in_{column}"), "sign_in", [column])
    op.create_index(
        "ix_comment_hidden_roots",
        "comment",
        ["thread_id", "pinned", "id"],
        sqlite_where=sa.text("root_id IS NULL AND shown = 0"),
        postgresql_where=sa.text("root_id IS NULL AND NOT shown"),
    )
    # Adding a column is done in place: nothing is copied.
    op.add_column("comment", sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    op.add_column("user", sa.Column("signed_in", sa.BigInteger(), nullable=True))
    op.add_column("revision", sa.Column("told_message", sa.String(length=1000), nullable=True))
    op.add_column("thread", sa.Column("published", sa.BigInteger(), nullable=True))
    op.add_column("thread", sa.Column("latest", sa.BigInteger(), nullable=True))
    op.add_column("thread", sa.Column("kept_open", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE thread SET latest = "
        "(SELECT max(created) FROM comment WHERE comment.thread_id = thread.id AND comment.status = 'approved')"
    )
    # Of a reader who waits, how long that usually takes is read by this: the newest that people decided.
    op.create_index(
        "ix_log_decided",
        "log",
        ["site_id", "id"],
        sqlite_where=sa.text(_DECIDED),
        postgresql_where=sa.text(_DECIDED),
    )
    # Figures and public counts read the log by time, and the closed discussions of a site by when they were closed.
    op.create_index("ix_log_site_at", "log", ["site_id", "at"])
    op.create_index(
        "ix_thread_closed",
        "thread",
        ["site_id", "closed_at"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
