"""Where a reader is in a thread: sorts and cursors. A cursor is the same for every reader."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from discuss.domain.ids import MAX_ID
from discuss.errors import FieldError, Invalid

ROOTS_DEFAULT = 25
ROOTS_MOST = 100
REPLIES_SHOWN = 10  # of each root, before "more"
STRANGE_CURSOR = "This cursor was not given by this service. Start again without."


class Sort(StrEnum):
    OLDEST = "oldest"
    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class RootCursor:
    """After which root the next page of roots begins: its sort keys."""

    thread: int
    sort: Sort
    pinned: bool
    rank: float
    id: int


@dataclass(frozen=True, slots=True)
class ReplyCursor:
    """After which reply of `root` the next replies begin; `id` is the root's own for its first ones."""

    thread: int
    root: int
    id: int


Cursor = RootCursor | ReplyCursor


def encode_cursor(cursor: Cursor) -> str:
    if isinstance(cursor, RootCursor):
        parts: list[Any] = [cursor.thread, cursor.sort, int(cursor.pinned), cursor.rank, cursor.id]
    else:
        parts = [cursor.thread, cursor.root, cursor.id]
    return urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(text: str, thread: int | None, sort: Sort) -> Cursor:
    """Read a cursor that this service gave for this thread and sort. Raises Invalid for any other."""
    cursor = _parse_cursor(text)
    if cursor is None or cursor.thread != thread or (isinstance(cursor, RootCursor) and cursor.sort is not sort):
        raise refuse_cursor()
    return cursor


def refuse_cursor() -> Invalid:
    return Invalid(FieldError("?cursor", "This cursor does not belong to this thread and sort. Start again without."))


def _parse_cursor(text: str) -> Cursor | None:
    try:
        parts = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    match parts:
        case [int(thread), str(sort), 0 | 1 as pinned, float(rank), int(root)] if sort in set(Sort):
            cursor: Cursor = RootCursor(thread, Sort(sort), bool(pinned), rank, root)
            is_sound = -1.0 <= rank <= 0.0 and _are_ids(thread, root)
        case [int(thread), int(root), int(reply)]:
            cursor = ReplyCursor(thread, root, reply)
            is_sound = _are_ids(thread, root, reply)
        case _:
            return None
    return cursor if is_sound else None


def _are_ids(*numbers: int) -> bool:
    # `true` is an int to Python's pattern matching, and no id.
    return all(not isinstance(number, bool) and 0 <= number <= MAX_ID for number in numbers)


def parse_id_cursor(text: str | None) -> int | None:
    """Read a cursor that is the id of the last row that was shown. Raises Invalid."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise Invalid(FieldError("?cursor", STRANGE_CURSOR))
    return min(int(text), MAX_ID)
