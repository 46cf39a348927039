"""Times: milliseconds since 1970 in UTC inside, RFC 3339 outside."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = 60 * 60 * 1000
DAY = 24 * HOUR
_MINUTE = 60 * 1000
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def to_millis(moment: datetime) -> int:
    """Convert an aware time; raises ValueError for a naive one, whose zone would be a guess."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return (moment - EPOCH) // timedelta(milliseconds=1)


def from_millis(millis: int) -> datetime:
    return EPOCH + timedelta(milliseconds=millis)


def parse_time(text: str) -> int:
    """Read a time written as RFC 3339. Raises ValueError for anything else."""
    if not _RFC3339.fullmatch(text):
        raise ValueError("no time with its zone")
    return to_millis(datetime.fromisoformat(text.upper()))


def format_time(millis: int) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds, `2009-09-01T18:00:00.000Z`."""
    minute, rest = divmod(millis, _MINUTE)
    return f"{_format_minute(minute)}:{rest // 1000:02}.{rest % 1000:03}Z"


# The comments of a page share their minutes, and every reader asks for the same pages.
@lru_cache(maxsize=4096)
def _format_minute(minute: int) -> str:
    return from_millis(minute * _MINUTE).isoformat(timespec="minutes")[:16]


def begin_day(day: date, zone: ZoneInfo) -> int:
    """Give the first moment of a day where a clock shows the time of `zone`."""
    return to_millis(datetime.combine(day, time(), zone))


def day_of(millis: int, zone: ZoneInfo) -> date:
    return from_millis(millis).astimezone(zone).date()


def month_of(millis: int) -> str:
    return from_millis(millis).date().isoformat()[:7]


def months_before(millis: int, months: int) -> str:
    """Give the month that lies `months` before the one of `millis`, written `2009-09`."""
    moment = from_millis(millis)
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return f"{years:04}-{month + 1:02}"
