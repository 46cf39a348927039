"""What a moderator may decide about a comment, when that is offered, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from discuss.domain.status import Status


class Deed(StrEnum):
    """`approve` of a published comment that was flagged says: fine as it is.

    `reject-edit` turns down only the waiting edit: the comment stays as it is shown.
    """

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    DELETE = "delete"
    RESTORE = "restore"
    PIN = "pin"
    UNPIN = "unpin"
    EDIT = "edit"
    REJECT_EDIT = "reject-edit"


REASONS = ("house-rules", "off-topic", "unkind", "personal", "advertising", "repeated", "other")
"""Why something is not for us, as one chooses it from a list; `other` tells the author nothing."""

NO_REASON = "other"

TELLING = frozenset({Deed.REJECT, Deed.DELETE, Deed.REJECT_EDIT})
"""What the author is told of, with reason and message. Not of spam: who sends that learns nothing."""

_RESULTS = {
    Deed.APPROVE: Status.APPROVED,
    Deed.REJECT: Status.REJECTED,
    Deed.SPAM: Status.SPAM,
    Deed.DELETE: Status.DELETED,
}


def result_of(deed: Deed, current: Status, former: Status | None) -> Status:
    """Give the status after a deed. `former` is what a removed comment was; restoring one without it holds it."""
    if deed is Deed.RESTORE:
        is_removed = current in {Status.REJECTED, Status.SPAM, Status.DELETED}
        return (former or Status.PENDING) if is_removed else current
    return _RESULTS.get(deed, current)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of a comment says what can be decided about it. `asks`: it waits although it is published."""

    status: Status
    asks: bool = False
    has_edit: bool = False
    is_root: bool = True
    is_pinned: bool = False


MAIN: dict[Status, tuple[Deed, ...]] = {
    Status.PENDING: (Deed.APPROVE, Deed.REJECT, Deed.SPAM, Deed.DELETE),
    Status.APPROVED: (Deed.REJECT, Deed.SPAM, Deed.DELETE),
    Status.REJECTED: (Deed.APPROVE, Deed.SPAM, Deed.DELETE, Deed.RESTORE),
    Status.SPAM: (Deed.APPROVE, Deed.REJECT, Deed.DELETE, Deed.RESTORE),
    Status.DELETED: (Deed.RESTORE,),
}
"""What is offered in each state, one tap each."""


def offer(standing: Standing) -> tuple[Deed, ...]:
    """Give what is offered, one tap each."""
    deeds = MAIN[standing.status]
    if standing.has_edit:
        return (Deed.APPROVE, Deed.REJECT_EDIT, *deeds)
    is_fine = standing.asks and Deed.APPROVE not in deeds
    return (Deed.APPROVE, *deeds) if is_fine else deeds


def offer_more(standing: Standing) -> tuple[Deed, ...]:
    """Give what is offered besides, further away."""
    if standing.status is Status.DELETED:
        return ()
    is_pinnable = standing.status is Status.APPROVED and standing.is_root
    pins = (Deed.UNPIN if standing.is_pinned else Deed.PIN,) if is_pinnable else ()
    return (*pins, Deed.EDIT)
