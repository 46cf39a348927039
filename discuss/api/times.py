"""Moments as a program writes them."""

from __future__ import annotations

from discuss.domain.times import parse_time
from discuss.errors import FieldError, Invalid


def read_time(text: str | None, pointer: str) -> int | None:
    """Read a time with its zone, RFC 3339, in milliseconds. Raises Invalid at `pointer`."""
    if text is None:
        return None
    try:
        return parse_time(text)
    except ValueError as error:
        raise Invalid(FieldError(pointer, "A time is written like 2026-11-22T18:00:00Z, with its zone.")) from error
