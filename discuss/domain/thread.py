"""Whether a thread takes comments: computed when asked, from what was decided, its age, and the time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from discuss.domain.measures import Kind, Spot, find_terms, select_measures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from discuss.domain.measures import Measure
    from discuss.domain.settings import SiteSettings


class Scope(StrEnum):
    ALL = "all"
    ROOTS = "roots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Why a thread takes no comments. Times are milliseconds since 1970, UTC."""

    at: int
    by: str | None = None
    reason: str | None = None
    note: str | None = None
    note_html: str | None = None
    until: int | None = None
    successor: str | None = None
    scope: Scope = Scope.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadFacts:
    """What is known of a thread. `closing`: what somebody decided. Without a row there is no `id` and no `created`."""

    id: int | None = None
    created: int | None = None
    published: int | None = None
    latest: int | None = None
    kept_open: bool = False
    closing: Closing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """What holds for a thread at one moment. `closing`: the one that readers are told of; None: it takes comments.

    `closed_by`: the measure that the closing comes from, if it is one. `measures`: all that hold on its site, on itself
    and on its branches; `notices`: those told beside the closing.
    """

    closing: Closing | None = None
    closed_by: Measure | None = None
    measures: tuple[Measure, ...] = ()
    notices: tuple[Measure, ...] = ()


def build_regime(facts: ThreadFacts, measures: Iterable[Measure], settings: SiteSettings, now: int) -> Regime:
    """Join what was decided, what holds for a while, and what the site wants of old threads.

    A closing by hand comes before the site's policy, also where it lets replies go on; a measure that closes
    everything comes before a closing that does not.
    """
    holding = select_measures(measures, facts.id, now)
    by_hand, shown = build_state(facts.closing, now), None
    if by_hand is None or by_hand.scope is not Scope.ALL:
        shown = find_terms(holding, Spot(facts.id), now).closed
    closing = _close_by_measure(shown) if shown else by_hand or close_by_age(facts, settings, now)
    told = [each for each in holding if each is not shown and _is_told(each, closing)]
    return Regime(closing=closing, closed_by=shown, measures=holding, notices=tuple(told))


def _is_told(measure: Measure, closing: Closing | None) -> bool:
    """Where nothing can be written, only another word why; else what holds, but of a storm only if there is a word."""
    if closing is not None and closing.scope is Scope.ALL:
        return measure.kind is Kind.CLOSED and measure.root is None and measure.note_html is not None
    return measure.kind is not Kind.NEWCOMERS or measure.note_html is not None


def build_state(closing: Closing | None, now: int) -> Closing | None:
    """Give the closing that holds at `now`: one with an end in the past does not."""
    if closing is None or (closing.until is not None and closing.until <= now):
        return None
    return closing


def close_by_age(facts: ThreadFacts, settings: SiteSettings, now: int) -> Closing | None:
    """Give the closing by the site's policy: so long after the post, or after the last visible comment.

    Never of a thread that somebody opened. What a closing with an end opened again has all the time once more.
    """
    if facts.kept_open:
        return None
    ends = {"too-old": _end(facts, _born(facts), settings.close_after)}
    ends["quiet"] = _end(facts, last_stir(facts), settings.close_quiet)
    found = [(end, reason) for reason, end in ends.items() if end is not None and end <= now]
    if not found:
        return None
    at, reason = min(found)
    return Closing(at=at, reason=reason)


def last_stir(facts: ThreadFacts) -> int | None:
    """Give when somebody was last heard: the last visible comment, else the post itself."""
    return facts.latest if facts.latest is not None else _born(facts)


def _born(facts: ThreadFacts) -> int | None:
    return facts.published if facts.published is not None else facts.created


def _end(facts: ThreadFacts, start: int | None, seconds: int) -> int | None:
    if start is None or not seconds:
        return None
    reopened = facts.closing.until if facts.closing else None
    return max(start, reopened or start) + seconds * 1000


def _close_by_measure(measure: Measure) -> Closing:
    return Closing(at=measure.at, reason=measure.cause, note_html=measure.note_html, until=measure.until)


def takes_comments(closing: Closing | None, now: int, *, is_reply: bool) -> bool:
    """Whether a root, or a reply, may be posted at `now`."""
    active = build_state(closing, now)
    return active is None or (is_reply and active.scope is Scope.ROOTS)


def list_closed_roots(regime: Regime) -> frozenset[int]:
    """Give the roots below which nothing may be written, while the thread itself is open."""
    return frozenset(each.root for each in regime.measures if each.kind is Kind.CLOSED and each.root is not None)
