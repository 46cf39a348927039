"""Which of the comments that have been kept long enough may go whole, and which leave their place in the tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Kin:
    """A comment that is to go: its parent, and whether its row must stay, emptied, for something outside of these."""

    id: int
    parent_id: int | None
    must_stay: bool


def build_removal(expired: Iterable[Kin]) -> tuple[list[int], list[int]]:
    """Part comments into those to delete and those to empty: a row stays as long as a row below it does."""
    gone: list[int] = []
    emptied: list[int] = []
    needed: set[int | None] = set()
    for kin in sorted(expired, key=lambda each: each.id, reverse=True):  # replies have larger ids than their parents
        if kin.must_stay or kin.id in needed:
            emptied.append(kin.id)
            needed.add(kin.parent_id)
        else:
            gone.append(kin.id)
    return gone, emptied
