"""When a job that failed is tried again: eight times over two days, ever more patiently."""

from __future__ import annotations

from discuss.domain.times import DAY

MOST_ATTEMPTS = 8
_FIRST = 60 * 1000


def next_try(attempts: int, period: int | None = None) -> int:
    """Give the milliseconds to wait after so many attempts; what comes again anyway never waits longer than that."""
    wait = min(_FIRST << 2 * min(attempts - 1, 10), DAY)
    return wait if period is None else min(wait, period)
