"""What stands beside each comment so that a page need not be counted when it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Standing:
    """A comment as far as counting goes."""

    id: int
    parent_id: int | None
    is_visible: bool


@dataclass(slots=True)
class Tally:
    """`shown`: visible, or something shown stands directly below. `replies`: see build_tallies."""

    shown: bool = False
    shown_children: int = 0
    replies: int = 0


def build_tallies(standings: Iterable[Standing]) -> dict[int, Tally]:
    """Count the comments of one thread, given whole.

    `replies` of a root are all visible comments below it, elsewhere the visible direct children. Since ids grow
    downwards, one pass from the last to the first is enough: linear, whatever the depth.
    """
    ordered = sorted(standings, key=lambda standing: standing.id, reverse=True)
    tallies = {standing.id: Tally() for standing in ordered}
    below = dict.fromkeys(tallies, 0)  # visible comments below, of any depth
    for standing in ordered:
        tally, parent = tallies[standing.id], standing.parent_id
        tally.shown = standing.is_visible or tally.shown_children > 0
        if parent is None:
            tally.replies = below[standing.id]
            continue
        tallies[parent].shown_children += tally.shown
        tallies[parent].replies += standing.is_visible
        below[parent] += below[standing.id] + standing.is_visible
    return tallies
