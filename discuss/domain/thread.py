"""Whether a thread takes comments: computed when asked, from what was decided and the time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    ALL = "all"
    ROOTS = "roots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A decision to close. Times are milliseconds since 1970, UTC."""

    at: int
    by: str | None = None
    reason: str | None = None
    note: str | None = None
    note_html: str | None = None
    until: int | None = None
    successor: str | None = None
    scope: Scope = Scope.ALL


def build_state(closing: Closing | None, now: int) -> Closing | None:
    """Give the closing that holds at `now`: one with an end in the past does not."""
    if closing is None or (closing.until is not None and closing.until <= now):
        return None
    return closing


def takes_comments(closing: Closing | None, now: int, *, is_reply: bool) -> bool:
    """Whether a root, or a reply, may be posted at `now`."""
    active = build_state(closing, now)
    return active is None or (is_reply and active.scope is Scope.ROOTS)
