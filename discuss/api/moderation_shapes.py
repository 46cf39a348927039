"""What members send and get: decisions, closing, the log."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from discuss.api.shapes import Answer, Id, Key, Request, Time
from discuss.domain.decisions import Deed
from discuss.domain.thread import Scope
from discuss.services.log import SheetFormat
from discuss.services.moderation import MOST_ITEMS

Cursor = Annotated[str, Meta(min_length=1, max_length=40)]
SiteName = Annotated[str, Meta(pattern="^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$")]
Symbol = Annotated[str, Meta(min_length=1, max_length=40, pattern="^[a-z0-9-]+$")]
NoteText = Annotated[str, Meta(max_length=1000)]


class LogWanted(Request, frozen=True, kw_only=True):
    """Which decisions. `by` is a member's name, `cause` a reason or a rule; `until` itself is left out."""

    site: SiteName
    actor: Symbol | None = None
    by: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    action: Symbol | None = None
    cause: Symbol | None = None
    thread: Key | None = None
    since: Time | None = None
    until: Time | None = None
    batch: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")] | None = None


class LogQuery(LogWanted, frozen=True, kw_only=True):
    cursor: Cursor | None = None


class LogExportQuery(LogWanted, frozen=True, kw_only=True):
    format: SheetFormat


class SeenItem(Request, frozen=True, kw_only=True):
    id: Id
    version: int


class DecisionBody(Request, frozen=True, kw_only=True):
    items: Annotated[list[SeenItem], Meta(min_length=1, max_length=MOST_ITEMS)]
    action: Deed
    body: str | None = None
    reason: Symbol | None = None
    note: NoteText | None = None
    message: Annotated[str | None, Meta(description="To the author, of what is not published; plain text")] = None
    with_replies: bool = False


class Decided(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one item; `error` says why nothing did, and then the rest is its present state."""

    id: str
    status: str | None = None
    version: int | None = None
    error: Literal["stale", "unknown"] | None = None


class Batch(Answer, frozen=True, kw_only=True):
    batch: str
    results: list[Decided]


class CloseBody(Request, frozen=True, kw_only=True):
    threads: Annotated[list[Key], Meta(min_length=1, max_length=1000)]
    reason: Symbol | None = None
    note: str | None = None
    until: Time | None = None
    successor: str | None = None
    scope: Scope = Scope.ALL


class OpenBody(Request, frozen=True, kw_only=True):
    threads: Annotated[list[Key], Meta(min_length=1, max_length=1000)]


class LogLine(Answer, frozen=True, kw_only=True):
    """`actor` is who decided: rule, member, author, import, timer. `by` is a member's name."""

    at: Time
    actor: str
    by: str | None
    action: str
    comment: Id | None
    thread: str | None
    before: str | None
    after: str | None
    rule: str | None
    reason: str | None
    note: str | None
    batch: str | None


class Log(Answer, frozen=True, kw_only=True):
    entries: list[LogLine]
    next: str | None
