"""What a moderator may decide about a comment, and what becomes of it."""

from __future__ import annotations

from enum import StrEnum

from discuss.domain.status import Status


class Deed(StrEnum):
    """`approve` of a published comment that was flagged says: fine as it is."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    DELETE = "delete"
    RESTORE = "restore"
    PIN = "pin"
    UNPIN = "unpin"
    EDIT = "edit"


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
