"""Tables as an older release left them, for tests of upgrades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from discuss.store.searching import TRIGGERS

if TYPE_CHECKING:
    from sqlalchemy import Connection

NEW_INDEXES = (
    *("ix_comment_thread", "ix_comment_author", "ix_comment_reader", "ix_comment_queue_thread", "ix_log_reason"),
    *("ix_comment_queue_author", "ix_comment_wave", "ix_comment_question", "ix_flag_open"),
)
NEW_TABLES = (
    *("memo", "checklist_step", "site_alert", "watcher", "hook", "backup_copy", "invitation"),
    *("authored", "author_mail", "author_news"),
)


def undo_search(connection: Connection) -> None:
    """Go back to revision 0002, which knew no search."""
    is_sqlite = connection.dialect.name == "sqlite"
    for name in TRIGGERS if is_sqlite else ():
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(text("DROP TABLE comment_words" if is_sqlite else "DROP INDEX ix_comment_words"))
    for name in NEW_INDEXES:
        connection.execute(text(f"DROP INDEX {name}"))
    connection.execute(text("CREATE INDEX ix_comment_thread_id ON comment (thread_id)"))
    connection.execute(text("CREATE INDEX ix_comment_reader ON comment (reader)"))
    connection.execute(text("UPDATE comment SET search_text = ''"))
    connection.execute(text("DROP TABLE ban"))  # of which later upgrades need no more than that it is there
    connection.execute(text("CREATE TABLE ban (id BIGINT PRIMARY KEY)"))
    for name in NEW_TABLES:
        connection.execute(text(f"DROP TABLE {name}"))
    connection.execute(text('ALTER TABLE "user" DROP COLUMN confirmed'))
    connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
