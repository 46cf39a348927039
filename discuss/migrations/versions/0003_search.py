"""search and the queue's filters; the words and fingerprints of what is there already

On SQLite the index of the words is an FTS5 table beside `comment`, kept right by triggers. Whoever recreates `comment`
in a later batch migration drops them with it: `discuss.store.migrate` refuses to end a migration without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from discuss.domain.fingerprints import build_fingerprint, strip_markup
from discuss.domain.searching import build_search_text
from discuss.store.searching import CREATE_SEARCH

if TYPE_CHECKING:
    from collections.abc import Sequence

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_QUEUE = "(status = 'pending' OR flags > 0 OR draft_body IS NOT NULL)"
_WAVE = "(status = 'pending' AND flags = 0 AND question IS NULL AND fingerprint IS NOT NULL)"
_BATCH = 1000
_READ = sa.text(
    "SELECT id, author_name, body, body_format, body_html, draft_body FROM comment WHERE id > :after "
    "ORDER BY id LIMIT :limit"
)
_WRITE = sa.text("UPDATE comment SET search_text = :words, fingerprint = :print WHERE id = :id")


def upgrade() -> None:
    _fill_words(op.get_bind())  # before there are indexes to keep
    op.drop_index("ix_comment_thread_id", "comment")
    op.drop_index("ix_comment_reader", "comment")
    op.create_index("ix_comment_thread", "comment", ["thread_id", "status", "id"])
    op.create_index("ix_comment_author", "comment", ["site_id", "author_name", "status", "id"])
    _create_partial("ix_comment_reader", "comment", ["reader", "site_id", "status", "id"], "reader IS NOT NULL")
    _create_partial("ix_comment_queue_thread", "comment", ["thread_id", "urgent", "id"], _QUEUE)
    _create_partial("ix_comment_queue_author", "comment", ["site_id", "author_name", "urgent", "id"], _QUEUE)
    _create_partial("ix_comment_wave", "comment", ["site_id", "fingerprint", "id"], _WAVE)
    _create_partial("ix_comment_question", "comment", ["site_id", "urgent", "id"], "question IS NOT NULL")
    _create_partial("ix_log_reason", "log", ["site_id", "reason", "actor", "comment_id"], "reason IS NOT NULL")
    _create_partial("ix_flag_open", "flag", ["reason", "comment_id"], "settled IS NULL")
    for statement in CREATE_SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)


def _create_partial(name: str, table: str, columns: Sequence[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _fill_words(connection: sa.Connection) -> None:
    after = -1
    while rows := connection.execute(_READ, {"after": after, "limit": _BATCH}).all():
        if words := [_build_words(row) for row in rows if row.body]:  # those of whom all was erased have none
            connection.execute(_WRITE, words)
        after = rows[-1].id


def _build_words(row: Any) -> dict[str, Any]:
    text = strip_markup(row.body_html) if row.body_format == "html" else row.body
    words = build_search_text(row.author_name, text, row.draft_body or "")
    return {"id": row.id, "words": words, "print": build_fingerprint(text).kept}
