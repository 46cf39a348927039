"""What holds for a while: on a site, on one thread, or on one branch of it. Of several the strictest wins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Cause(StrEnum):
    """How a measure is called; the weightier one, which comes later, is told first."""

    STORM = "storm"
    CALM = "calm"
    AWAY = "away"
    FREEZE = "freeze"


class Kind(StrEnum):
    """What it does: let newcomers' comments wait, take one comment each in a while, let all wait, take none."""

    NEWCOMERS = "newcomers"
    SLOW = "slow"
    HOLD = "hold"
    CLOSED = "closed"


_WEIGHTS = {cause: number for number, cause in enumerate(Cause)}
_FOR_EVER = 2**63


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One of them. `thread` None: the whole site; `root` None: the whole thread; `until` None: until it is ended.

    `pace` are the seconds between two comments of one person; times are milliseconds since 1970.
    """

    id: int
    cause: Cause
    kind: Kind
    at: int
    thread: int | None = None
    root: int | None = None
    pace: int | None = None
    until: int | None = None
    note: str | None = None
    note_html: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a comment is to stand. Both are None where there is none yet."""

    thread: int | None = None
    root: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the measures say of one comment: by which it is refused, held, or held for a newcomer.

    `slow`: every one that sets a pace, for each counts on its own ground.
    """

    closed: Measure | None = None
    slow: tuple[Measure, ...] = ()
    hold: Measure | None = None
    newcomers: Measure | None = None


def holds(measure: Measure, now: int) -> bool:
    return measure.until is None or now < measure.until


def select_measures(measures: Iterable[Measure], thread: int | None, now: int) -> tuple[Measure, ...]:
    """Give those that hold at `now` on the site, on a thread, or on a branch of it; in the order of their ids."""
    found = (each for each in measures if holds(each, now) and each.thread in {None, thread})
    return tuple(sorted(found, key=lambda each: each.id))


def find_terms(measures: Iterable[Measure], spot: Spot, now: int) -> Terms:
    """Fold the measures, in whatever order, into what they say of a comment at `spot`."""
    of_thread = select_measures(measures, spot.thread, now)
    concerned = [each for each in of_thread if each.root is None or each.root == spot.root]
    return Terms(
        closed=_weightiest(concerned, Kind.CLOSED),
        slow=tuple(each for each in concerned if each.kind is Kind.SLOW),
        hold=_weightiest(concerned, Kind.HOLD),
        newcomers=_weightiest(concerned, Kind.NEWCOMERS),
    )


def _weightiest(measures: Iterable[Measure], kind: Kind) -> Measure | None:
    """Give the one to tell of: by its cause, then the one that holds longest."""
    fitting = (each for each in measures if each.kind is kind)
    return max(
        fitting,
        key=lambda each: (_WEIGHTS[each.cause], _FOR_EVER if each.until is None else each.until, each.id),
        default=None,
    )
