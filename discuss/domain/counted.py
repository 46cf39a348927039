"""What a site may tell everybody of its decisions: counts over whole days, none so small that it means somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from discuss.domain.times import begin_day, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from zoneinfo import ZoneInfo

PERIODS = (30, 90, 365)
"""Days looked back."""

LEAST = 3
"""A smaller count is only told as smaller."""

# A day counts once it is over for this long: what was decided in its last second is stored by then.
_MARGIN = 5 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was decided in each of the PERIODS; None where it was less than LEAST, but not never."""

    symbol: str
    numbers: tuple[int | None, ...]


def last_day(now: int, zone: ZoneInfo) -> date:
    """Give the last day that is counted: nobody can see, by asking again and again, what becomes of a comment."""
    return day_of(now - _MARGIN, zone) - timedelta(days=1)


def build_bounds(last: date, zone: ZoneInfo) -> tuple[tuple[int, ...], int]:
    """Give the moments at which the periods begin, and the one at which all of them end."""
    after = last + timedelta(days=1)
    return tuple(begin_day(after - timedelta(days=days), zone) for days in PERIODS), begin_day(after, zone)


def build_counts(rows: Iterable[tuple[str, tuple[int, ...]]]) -> list[Count]:
    """Give counts by symbol, the most frequent first, without those that are never; small ones are hidden."""
    sums: dict[str, tuple[int, ...]] = {}
    for symbol, numbers in rows:
        so_far = sums.get(symbol, (0,) * len(numbers))
        sums[symbol] = tuple(a + b for a, b in zip(so_far, numbers, strict=True))
    counts = [Count(symbol, tuple(map(_hide_small, numbers))) for symbol, numbers in sums.items() if any(numbers)]
    return sorted(counts, key=_order)


def _order(count: Count) -> tuple[list[int], str]:
    """By what is told alone: of two small counts nobody can see which is the larger."""
    return [-(LEAST - 1 if number is None else number) for number in reversed(count.numbers)], count.symbol


def _hide_small(number: int) -> int | None:
    return number if number == 0 or number >= LEAST else None
