"""The moderation log: read by filter, page by page, and given out whole as a stream."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from discuss.domain.keys import asked_key
from discuss.domain.paging import parse_id_cursor
from discuss.domain.permissions import Action
from discuss.domain.texts import check_text
from discuss.domain.times import format_time
from discuss.errors import FieldError, Invalid
from discuss.services.access import access_site
from discuss.store.queries import log as queries
from discuss.store.queries.log import LogFilter, LogPage
from discuss.store.session import reading
from discuss.transfer.sheets import MARK, write_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.store.rows import AnyRow
    from discuss.store.tables import Site

__all__ = ["COLUMNS", "LogFilter", "LogView", "SheetFormat", "describe_line", "export_log", "list_members", "load_log"]

PAGE = 50
CHUNK = 1000
_NAME_LIMIT = 100
_SYMBOL = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
ALL = LogFilter()
COLUMNS = (*("at", "actor", "by", "action", "comment", "thread", "before", "after", "rule", "reason", "note", "batch"),)


class SheetFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class LogView:
    entries: Sequence[AnyRow]
    next: str | None


def load_log(session: Session, actor: Actor, site: str, wanted: LogFilter = ALL, cursor: str | None = None) -> LogView:
    """Load a page of the log, newest first. Raises UnknownSite, NotAllowed, Invalid."""
    rows = _read(session, actor, (site, wanted), LogPage(parse_id_cursor(cursor), PAGE + 1))
    entries = rows[:PAGE]
    return LogView(entries, str(entries[-1].LogEntry.id) if len(rows) > PAGE else None)


def export_log(session: Session, actor: Actor, site: str, wanted: LogFilter, kind: SheetFormat) -> Iterator[bytes]:
    """Give the log line by line, newest first, with no transaction open while the reader takes its time.

    Raises UnknownSite, NotAllowed, Invalid, before the first line.
    """
    first = _read(session, actor, (site, wanted), LogPage(None, CHUNK))

    def read_on(before: int) -> Sequence[AnyRow]:
        return _read(session, actor, (site, wanted), LogPage(before, CHUNK))

    return _write(first, read_on, kind)


def list_members(session: Session, actor: Actor, site: str) -> Sequence[AnyRow]:
    """List id and name of those who may have decided on a site. Raises UnknownSite, NotAllowed."""
    with reading(session):
        return queries.list_members(session, access_site(session, actor, site, Action.SEE_HELD).id)


def describe_line(row: AnyRow) -> dict[str, Any]:
    """Give a row of the log as it is told to programs. It has no text of a comment."""
    entry = row.LogEntry
    own = {name: getattr(entry, name) for name in COLUMNS if name not in {"at", "by", "comment", "thread"}}
    place = {"comment": str(entry.comment_id) if entry.comment_id is not None else None, "thread": row.key}
    return {"at": format_time(entry.at), "by": row.name} | place | own


def _read(session: Session, actor: Actor, place: tuple[str, LogFilter], page: LogPage) -> Sequence[AnyRow]:
    name, wanted = place
    with reading(session):
        site = access_site(session, actor, name, Action.SEE_HELD)
        rows = queries.load_log(session, site.id, _check(wanted, site), page)
        session.expunge_all()  # or the end of reading would make each object read its row again
        return rows


def _check(wanted: LogFilter, site: Site) -> LogFilter:
    """Give a filter that the database can take. Raises Invalid."""
    for name in ("actor", "action", "cause", "batch"):
        symbol = getattr(wanted, name)
        if symbol is not None and not _SYMBOL.fullmatch(symbol):
            raise Invalid(FieldError(f"?{name}", "There is nothing of this name."))
    by = check_text(wanted.by, pointer="?by", limit=_NAME_LIMIT) if wanted.by else None
    thread = asked_key(wanted.thread, site.base_url, site.origins) if wanted.thread else None
    return replace(wanted, by=by, thread=thread)


def _write(rows: Sequence[AnyRow], read_on: Callable[[int], Sequence[AnyRow]], kind: SheetFormat) -> Iterator[bytes]:
    if kind is SheetFormat.CSV:
        yield (MARK + write_row(COLUMNS)).encode()
    while rows:
        yield b"".join(_write_line(row, kind) for row in rows)
        rows = read_on(rows[-1].LogEntry.id) if len(rows) == CHUNK else []


def _write_line(row: AnyRow, kind: SheetFormat) -> bytes:
    line = describe_line(row)
    if kind is SheetFormat.CSV:
        return write_row(line[name] for name in COLUMNS).encode()
    return msgspec.json.encode({name: line[name] for name in COLUMNS}) + b"\n"
