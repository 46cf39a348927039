"""The states of a comment and every way between them."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SPAM = "spam"
    DELETED = "deleted"

    @property
    def is_visible(self) -> bool:
        return self is Status.APPROVED


class Kind(StrEnum):
    COMMENT = "comment"
    WEBMENTION = "webmention"
    PINGBACK = "pingback"
    TRACKBACK = "trackback"


# A deleted comment comes back only as what it was (undo), so deletion may lead anywhere but nothing leads there twice.
TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.APPROVED, Status.REJECTED, Status.SPAM, Status.DELETED}),
    Status.APPROVED: frozenset({Status.PENDING, Status.REJECTED, Status.SPAM, Status.DELETED}),
    Status.REJECTED: frozenset({Status.PENDING, Status.APPROVED, Status.SPAM, Status.DELETED}),
    Status.SPAM: frozenset({Status.PENDING, Status.APPROVED, Status.REJECTED, Status.DELETED}),
    Status.DELETED: frozenset({Status.PENDING, Status.APPROVED, Status.REJECTED, Status.SPAM}),
}


def may_become(current: Status, wanted: Status) -> bool:
    return wanted in TRANSITIONS[current]


def seen_by_author(status: Status, *, is_told: bool = False) -> Status:
    """What the author is told: what was rejected looks like any waiting comment unless `is_told`; spam always does."""
    if status is Status.REJECTED and is_told:
        return status
    return Status.PENDING if status in {Status.REJECTED, Status.SPAM} else status
