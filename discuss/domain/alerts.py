"""When a team is told that comments wait: at once, then seldom; and when nobody seems to look."""

from __future__ import annotations

from discuss.domain.times import DAY

GAP = 30 * 60 * 1000
"""Between two messages, in milliseconds, however many comments arrive."""

URGENT_GAP = 5 * 60 * 1000
"""The same where a reader says that a comment is about them, or against the law."""


def next_message(told: int | None, now: int, *, is_urgent: bool) -> int:
    """Give when the next message may go, given when the last one went."""
    return now if told is None else max(now, told + (URGENT_GAP if is_urgent else GAP))


def is_forgotten(since: int, looked: int | None, reminded: int | None, now: int) -> bool:
    """Whether something waits since `since` and nobody looked for a day; once, until somebody looks again."""
    last = max(since, looked or 0)
    return now - last >= DAY and (reminded is None or reminded < last)
