"""Lists of ids in parts, each well below the number of parameters that either database takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_CHUNK = 500


def in_chunks(ids: Collection[int]) -> Iterator[Sequence[int]]:
    """Give the ids in their order, five hundred at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
