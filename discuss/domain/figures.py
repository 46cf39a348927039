"""Figures of a team's work, from what was counted: days as the site has them, and how long things take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from discuss.domain.times import begin_day, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

DAYS = 30
QUARTER = 15 * 60 * 1000
"""Milliseconds. Days of every time zone in use begin with one of these, so what is counted in them fits into days."""


@dataclass(frozen=True, slots=True)
class Day:
    """How much was decided on a day: by all, and by the one who asks."""

    day: date
    all: int
    own: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """How much was decided within 15 minutes, which are the `number`th since 1970."""

    number: int
    all: int
    own: int


def first_moment(now: int, zone: ZoneInfo) -> int:
    """Give when the first of the last DAYS days began, today among them."""
    return begin_day(day_of(now, zone) - timedelta(days=DAYS - 1), zone)


def build_days(quarters: Iterable[Quarter], now: int, zone: ZoneInfo) -> list[Day]:
    """Give every one of the last DAYS days, the oldest first, also those on which nothing was decided."""
    today = day_of(now, zone)
    found = {today - timedelta(days=days): (0, 0) for days in reversed(range(DAYS))}
    for quarter in quarters:
        day = day_of(quarter.number * QUARTER, zone)
        if day in found:
            so_far = found[day]
            found[day] = (so_far[0] + quarter.all, so_far[1] + quarter.own)
    return [Day(day, every, own) for day, (every, own) in found.items()]


def find_share(durations: Sequence[int], percent: int) -> int | None:
    """Give the shortest time within which this share was done (the nearest rank); None of nothing."""
    if not durations:
        return None
    rank = -(-len(durations) * percent // 100)
    return sorted(durations)[max(rank, 1) - 1]


def percent_of(part: int, whole: int) -> int | None:
    """Give a share in whole per cent, halves up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
