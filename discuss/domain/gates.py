"""Gates refuse a request, so that nothing is stored. What is judged and stored is the rules' matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.thread import Closing, Scope, build_state, takes_comments
from discuss.errors import FieldError, Invalid, LimitReached, ThreadClosed

if TYPE_CHECKING:
    from discuss.domain.status import Status


def check_open(closing: Closing | None, now: int, *, is_reply: bool) -> None:
    """Raises ThreadClosed where the thread takes no such comment at `now`."""
    if not takes_comments(closing, now, is_reply=is_reply):
        active = build_state(closing, now)
        only_roots = active is not None and active.scope is Scope.ROOTS
        raise ThreadClosed("New discussions are closed here; replies are welcome." if only_roots else "")


def check_parent(parent_thread: int | None, parent_status: Status | None, thread: int | None) -> None:
    """Raises Invalid unless the parent is a visible comment of the same thread."""
    if parent_thread is None or parent_thread != thread or parent_status is None or not parent_status.is_visible:
        raise Invalid(FieldError("/parent", "The comment you reply to is not there any more."))


def check_pace(wait: int) -> None:
    """Raises LimitReached where a post would come too fast; `wait` is in seconds."""
    if wait:
        raise LimitReached(wait)
