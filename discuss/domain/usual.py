"""How long a comment usually waits for the team, in the words of somebody who was asked in the street."""

from __future__ import annotations

from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

from discuss.domain.times import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOKED_AT = 50  # the last so many decisions
LOOKED_BACK = 60 * DAY
FEWEST = 5  # of less nothing can be said

_HOUR = 3_600_000


class Usually(StrEnum):
    """Within an hour, a few hours, a day, a few days."""

    HOUR = "hour"
    HOURS = "hours"
    DAY = "day"
    DAYS = "days"


_LIMITS = ((Usually.HOUR, _HOUR), (Usually.HOURS, 6 * _HOUR), (Usually.DAY, DAY), (Usually.DAYS, 5 * DAY))


def measure_usual(waits: Sequence[int]) -> Usually | None:
    """Give how long it usually took, of waits in milliseconds; None of too few, or where nothing can be promised."""
    if len(waits) < FEWEST:
        return None
    usual = median(waits)
    return next((word for word, limit in _LIMITS if usual <= limit), None)
