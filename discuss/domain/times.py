"""Times: milliseconds since 1970 in UTC inside, RFC 3339 outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 24 * 60 * 60 * 1000


def to_millis(moment: datetime) -> int:
    """Convert an aware time; raises ValueError for a naive one, whose zone would be a guess."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return (moment - EPOCH) // timedelta(milliseconds=1)


def from_millis(millis: int) -> datetime:
    return EPOCH + timedelta(milliseconds=millis)


def format_time(millis: int) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds, `2009-09-01T18:00:00.000Z`."""
    return from_millis(millis).isoformat(timespec="milliseconds")[:-6] + "Z"


def month_of(millis: int) -> str:
    return from_millis(millis).date().isoformat()[:7]
