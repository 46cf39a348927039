"""Days as a form has them, read in the time zone of the site."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from discuss.domain.times import begin_day
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


def read_days(given: Mapping[str, str], zone: ZoneInfo) -> tuple[int | None, int | None]:
    """Give the first moment of the day `from`, and the one after the day `to`, in milliseconds. Raises Invalid."""
    first, last = _read_day(given, "from"), _read_day(given, "to")
    return begin_day(first, zone) if first else None, begin_day(last + _DAY, zone) if last else None


def _read_day(given: Mapping[str, str], name: str) -> date | None:
    if not given.get(name):
        return None
    try:
        day = date.fromisoformat(given[name])
    except ValueError as error:
        raise Invalid(FieldError(f"?{name}", "This is no day.")) from error
    if not date(1970, 1, 2) <= day < date(9999, 1, 1):
        raise Invalid(FieldError(f"?{name}", "This is no day."))
    return day
