"""Moments as a program writes them."""

from __future__ import annotations

from datetime import datetime

from discuss.domain.times import to_millis
from discuss.errors import FieldError, Invalid


def parse_time(text: str | None, pointer: str) -> int | None:
    """Read a time with its zone, RFC 3339, in milliseconds. Raises Invalid at `pointer`."""
    if text is None:
        return None
    try:
        return to_millis(datetime.fromisoformat(text))
    except ValueError as error:
        raise Invalid(FieldError(pointer, "A time is written like 2026-11-22T18:00:00Z, with its zone.")) from error
