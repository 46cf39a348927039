"""The days and times that forms of the team name: in the time zone of the site."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from discuss.domain.times import to_millis
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def read_time(text: str, zone: ZoneInfo) -> int | None:
    """Read what a browser sends for a day and a time. Raises Invalid."""
    if not text:
        return None
    try:
        return to_millis(datetime.fromisoformat(text).replace(tzinfo=zone))
    except (ValueError, OverflowError) as error:
        raise Invalid(FieldError("/until", "This is no day and time.")) from error
