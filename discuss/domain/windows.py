"""How long an author may edit."""

from __future__ import annotations


def edit_until(created: int, window: int) -> int | None:
    """Give the end of the edit window of `window` seconds, in milliseconds since 1970; None where editing is off."""
    return created + window * 1000 if window > 0 else None


def may_edit(created: int, window: int, now: int, *, is_waiting: bool) -> bool:
    """A waiting comment may be edited as long as it waits, a published one within the window; 0 is never."""
    until = edit_until(created, window)
    return until is not None and (is_waiting or now < until)
