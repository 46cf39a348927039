"""What stands beside each comment so that a page need not be counted when it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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


@dataclass(frozen=True, slots=True)
class Counted:
    """A comment as it stands now, with what was counted of it so far."""

    id: int
    parent_id: int | None
    root_id: int | None
    is_visible: bool
    tally: Tally


def retally(counted: Iterable[Counted], turned: Mapping[int, int]) -> dict[int, Tally]:
    """Count on where comments came into sight (1) or went out of it (-1); give the tallies that are others now.

    Among `counted` are the turned ones, the parent and the root of each, and further parents up to the first that is
    visible: what is visible is shown whatever stands below, so no change goes beyond it.
    """
    ordered = sorted(counted, key=lambda each: each.id, reverse=True)
    tallies = {each.id: replace(each.tally) for each in ordered}
    for each in ordered:
        tally, parent = tallies[each.id], each.parent_id
        shown = each.is_visible or tally.shown_children > 0
        if parent is not None and shown != tally.shown:
            tallies[parent].shown_children += 1 if shown else -1
        if parent is not None and each.id in turned:
            for above in {parent, each.root_id or parent}:
                tallies[above].replies += turned[each.id]
        tally.shown = shown
    return {each.id: tallies[each.id] for each in ordered if tallies[each.id] != each.tally}
