"""The times of day at which what was decided in the evening ends: in the time zone of the site."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from discuss.domain.times import from_millis, to_millis

if TYPE_CHECKING:
    from datetime import tzinfo

MORNING = time(8)
NOON = time(12)


def tomorrow_at(now: int, when: time, zone: tzinfo) -> int:
    """Give the moment, in milliseconds since 1970, at which clocks in `zone` show `when` on the day after `now`.

    The day after is the next date there, however long the night between them: clocks may change in it.
    """
    today = from_millis(now).astimezone(zone).date()
    return to_millis(datetime.combine(today + timedelta(days=1), when, tzinfo=zone))
