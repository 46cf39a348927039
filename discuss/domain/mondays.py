"""When an owner gets the lines of the week: on Monday morning, where the blog is."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from discuss.domain.times import DAY, from_millis, to_millis

if TYPE_CHECKING:
    from datetime import tzinfo

EARLY = time(7)
WEEK = 7 * DAY
_LATE = 2 * DAY
"""So long after it they are still sent, by a machine that was off."""


def last_monday(now: int, zone: tzinfo) -> int:
    """Give the last moment, in milliseconds since 1970, at which clocks in `zone` showed seven on a Monday."""
    today = from_millis(now).astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    moment = to_millis(datetime.combine(monday, EARLY, tzinfo=zone))
    return moment if moment <= now else to_millis(datetime.combine(monday - timedelta(weeks=1), EARLY, tzinfo=zone))


def is_due(monday: int, sent: int | None, created: int, now: int) -> bool:
    """Whether the lines of `monday` are to be sent: once, soon, and not of a week in which the site was just made."""
    # A time zone that was moved makes another Monday of the same one.
    return (sent is None or monday - sent > _LATE) and now < monday + _LATE and created <= monday - WEEK
