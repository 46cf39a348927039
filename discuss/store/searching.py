"""The index of the words of comments: FTS5 on SQLite, GIN on PostgreSQL, and how either is asked.

Neither ever parses a text: what a word is was decided in `domain.searching`, and `search_text` has the words, divided
by spaces. So both find the same. Words are letters and digits alone, hence nothing in them is ever syntax.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import TextClause

_LEAVE = "INSERT INTO comment_words(comment_words, rowid, search_text) VALUES ('delete', old.id, old.search_text)"
_ENTER = "INSERT INTO comment_words(rowid, search_text) VALUES (new.id, new.search_text)"

TRIGGERS: Mapping[str, str] = {
    "comment_words_enter": f"AFTER INSERT ON comment BEGIN {_ENTER}; END",
    "comment_words_leave": f"AFTER DELETE ON comment BEGIN {_LEAVE}; END",
    "comment_words_change": (
        f"AFTER UPDATE OF search_text ON comment WHEN new.search_text <> old.search_text BEGIN {_LEAVE}; {_ENTER}; END"
    ),
}
"""SQLite's, by name. A cascade fires them too. A comment without words is in the index as well: it may get some."""

CREATE_SEARCH: Mapping[str, Sequence[str]] = {
    "sqlite": (
        # Of `ascii`, every character beyond ASCII belongs to a word. Neither places nor columns are asked for.
        (
            "CREATE VIRTUAL TABLE comment_words USING fts5(search_text, content='comment', content_rowid='id', "
            "tokenize='ascii', detail='none', columnsize=0)"
        ),
        "INSERT INTO comment_words(rowid, search_text) SELECT id, search_text FROM comment",
        *(f"CREATE TRIGGER {name} {what}" for name, what in TRIGGERS.items()),
    ),
    "postgresql": (
        "CREATE INDEX ix_comment_words ON comment USING gin (array_to_tsvector(string_to_array(search_text, ' ')))",
    ),
}

_CONDITIONS = {
    "sqlite": "comment.id IN (SELECT rowid FROM comment_words WHERE comment_words MATCH :words)",
    "postgresql": "array_to_tsvector(string_to_array(comment.search_text, ' ')) @@ CAST(:words AS tsquery)",
}


def has_words(dialect: str, words: Sequence[str]) -> TextClause:
    """Give the condition that a comment has, for each of the words, one that begins with it. There must be one."""
    asked = " AND ".join(f'"{word}"*' for word in words)
    if dialect == "postgresql":
        asked = " & ".join(f"'{word}':*" for word in words)
    return text(_CONDITIONS[dialect]).bindparams(bindparam("words", asked))


def is_index_of_words(name: str | None) -> bool:
    """Whether this is a table or an index of the search, which the models do not have."""
    return name is not None and name.removeprefix("ix_").startswith("comment_words")
