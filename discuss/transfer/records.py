"""The neutral middle between all formats: what a reader yields and a writer takes, one record at a time.

A reader is a generator of records in constant memory. A thread stands before its comments, and a comment belongs to the
thread that was yielded last. Readers repeat what the source says: a parent may be missing, stand later in the
stream, or form a cycle, and an id may occur twice. Whoever stores them decides about that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from discuss.domain.status import Kind, Status

PAGE_NOT_PUBLIC = "page-not-public"  # held because the page was not public at the source
SOURCE_HELD = "source-held"  # it waited at the source itself
SOURCE_SPAM = "source-spam"
SOURCE_DELETED = "source-deleted"  # somebody threw it away there


class TextFormat(StrEnum):
    HTML = "html"  # line breaks count as WordPress counts them: an empty line ends a paragraph
    MARKDOWN = "markdown"
    PLAIN = "plain"


class Severity(StrEnum):
    SKIPPED = "skipped"  # the record does not come in
    REPAIRED = "repaired"  # it comes in, and something of it was changed or left out
    NOTE = "note"  # it comes in whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRecord:
    """The page that a discussion belongs to. `link` is the address as the source names it, host and all.

    `closed` is the source's own word. `public` is False for drafts, private and protected pages. `is_empty` marks a
    page without comments, which is yielded only because its owner had closed it.
    """

    source_id: str
    link: str
    title: str
    created: datetime | None
    closed: bool
    public: bool
    where: str
    is_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRecord:
    """One contribution. `created` is aware and in UTC; `page` is the source id of its thread.

    `source_id` is None where the source has none (missing or 0): `fingerprint` knows such a comment again.
    """

    source_id: str | None
    page: str
    parent: str | None
    author_name: str | None
    author_email: str | None
    author_website: str | None
    author_user: str | None
    text: str
    text_format: TextFormat
    created: datetime
    status: Status
    kind: Kind
    reason: str | None
    where: str

    @property
    def fingerprint(self) -> str:
        """Hash page, author, time and text: 64 hex characters that tell comments apart without an id."""
        parts = (self.page, self.author_name or "", self.created.isoformat(), self.text)
        return sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the report: a stable code, and the words for it."""

    where: str
    code: str
    detail: str
    severity: Severity


Record = ThreadRecord | CommentRecord | Trouble


class Source(Protocol):
    """What a reader needs of a file. An empty answer is the end."""

    def read(self, size: int, /) -> bytes: ...


Reader = Callable[[Source, datetime], Iterator[Record]]
"""Read a source at an aware present time. Raises Malformed where the file cannot be read on, naming the line."""


@dataclass(slots=True)
class Notes:
    """The report lines of one record, collected while it is built."""

    where: str
    lines: list[Trouble] = field(default_factory=list)

    def skip(self, code: str, detail: str) -> None:
        self.lines.append(Trouble(self.where, code, detail, Severity.SKIPPED))

    def repair(self, code: str, detail: str) -> None:
        self.lines.append(Trouble(self.where, code, detail, Severity.REPAIRED))

    def note(self, code: str, detail: str) -> None:
        self.lines.append(Trouble(self.where, code, detail, Severity.NOTE))
