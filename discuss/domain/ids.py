"""Ids whose order is the order of reading, drawn by any worker without asking another."""

from __future__ import annotations

from discuss.errors import FieldError, Invalid

RANDOM_BITS = 21
_MILLISECOND_BITS = 42
MAX_ID = (1 << (RANDOM_BITS + _MILLISECOND_BITS)) - 1


def build_id(created: int, random: int, parent: int | None = None) -> int:
    """Build a 63-bit id: 42 bits of milliseconds since 1970, at least the parent's + 1, then 21 bits of `random`.

    A time before 1970 counts as 1970: only an import brings one, and there the parent's id keeps the order.
    """
    milliseconds = min(max(created, 0), (1 << _MILLISECOND_BITS) - 1)
    if parent is not None:
        milliseconds = max(milliseconds, (parent >> RANDOM_BITS) + 1)
    return (milliseconds << RANDOM_BITS) | (random & ((1 << RANDOM_BITS) - 1))


def parse_id(text: str, pointer: str = "?id") -> int:
    """Read a decimal id as it is written outside. Raises Invalid at `pointer`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) > MAX_ID:
        raise Invalid(FieldError(pointer, "This is not an id: ids are up to 19 decimal digits."))
    return int(text)
