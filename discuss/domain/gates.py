"""Gates refuse a request, so that nothing is stored. What is judged and stored is the rules' matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.thread import Scope, list_closed_roots, takes_comments
from discuss.errors import FieldError, Invalid, LimitReached, ThreadClosed

if TYPE_CHECKING:
    from discuss.domain.measures import Measure
    from discuss.domain.status import Status
    from discuss.domain.thread import Regime


def check_open(regime: Regime, now: int, *, is_reply: bool, root: int | None = None) -> None:
    """Raises ThreadClosed where the thread, or the branch below `root`, takes no such comment at `now`."""
    if not takes_comments(regime.closing, now, is_reply=is_reply):
        only_roots = regime.closing is not None and regime.closing.scope is Scope.ROOTS
        raise ThreadClosed("New discussions are closed here; replies are welcome." if only_roots else "")
    if root in list_closed_roots(regime):
        raise ThreadClosed("This conversation is closed; the rest of the discussion goes on.")


def check_parent(parent_thread: int | None, parent_status: Status | None, thread: int | None) -> None:
    """Raises Invalid unless the parent is a visible comment of the same thread."""
    if parent_thread is None or parent_thread != thread or parent_status is None or not parent_status.is_visible:
        raise Invalid(FieldError("/parent", "The comment you reply to is not there any more."))


def check_pace(wait: int) -> None:
    """Raises LimitReached where a post would come too fast; `wait` is in seconds."""
    if wait:
        raise LimitReached(wait)


def check_slow(measure: Measure, last: int | None, now: int) -> None:
    """Raises LimitReached while a person's `last` comment on the measure's ground is younger than its pace."""
    wait = 0 if last is None else last + (measure.pace or 0) * 1000 - now
    if wait > 0:
        raise LimitReached(
            -(-wait // 1000), "It goes slowly here for a while: please wait a little with the next comment."
        )
