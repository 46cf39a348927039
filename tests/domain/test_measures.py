"""Of several measures the strictest wins, whatever the order, and none reaches beyond its ground or its end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from discuss.domain.gates import check_slow
from discuss.domain.measures import Cause, Kind, Measure, Spot, find_terms
from discuss.domain.settings import SiteSettings
from discuss.domain.thread import Closing, Scope, ThreadFacts, build_regime, list_closed_roots
from discuss.errors import LimitReached

DAY = 24 * 60 * 60
_MS = 1000


def measure(number: int = 1, **given: Any) -> Measure:
    values: dict[str, Any] = {"cause": Cause.CALM, "kind": Kind.HOLD, "at": 0, "thread": 7} | given
    return Measure(id=number, **values)


FREEZE = measure(9, cause=Cause.FREEZE, kind=Kind.CLOSED, thread=None, note_html="<p>Back soon</p>")

_ALL = st.lists(
    st.builds(
        Measure,
        id=st.integers(1, 99),
        cause=st.sampled_from(Cause),
        kind=st.sampled_from(Kind),
        at=st.just(0),
        thread=st.sampled_from([None, 7, 8]),
        root=st.sampled_from([None, 70]),
        pace=st.just(60),
        until=st.sampled_from([None, 50, 150]),
    ),
    unique_by=lambda each: each.id,
    max_size=6,
)


@given(_ALL, st.randoms(use_true_random=False))
def test_the_order_says_nothing_and_what_ended_or_stands_elsewhere_neither(found: list[Measure], random: Any) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    spot = Spot(7, 71)
    terms = find_terms(found, spot, 100)
    assert find_terms(shuffled, spot, 100) == terms
    told = [each for each in (terms.closed, terms.hold, terms.newcomers, *terms.slow) if each]
    assert all(each.thread in {None, 7} and each.root is None and each.until != 50 for each in told)


def test_a_branch_is_closed_and_the_rest_goes_on() -> None:
    branch = measure(kind=Kind.CLOSED, root=70)
    regime = build_regime(ThreadFacts(id=7, created=0), [branch], SiteSettings(), 1)
    assert regime.closing is None
    assert list_closed_roots(regime) == {70}
    assert regime.notices == (branch,)


def test_a_freeze_is_told_over_a_closing_that_lets_replies_go_on() -> None:
    facts = ThreadFacts(id=7, created=0, closing=Closing(at=0, scope=Scope.ROOTS))
    regime = build_regime(facts, [FREEZE], SiteSettings(), 1)
    assert regime.closing is not None
    assert (regime.closing.reason, regime.closing.scope) == ("freeze", Scope.ALL)


@pytest.mark.parametrize(("days", "is_closed"), [(29, False), (30, True)])
def test_a_thread_closes_by_its_age_and_by_silence(days: int, *, is_closed: bool) -> None:
    now = days * DAY * _MS
    old = ThreadFacts(id=7, created=0, published=0, latest=now)
    assert (build_regime(old, [], SiteSettings(close_after=30 * DAY), now).closing is not None) is is_closed
    quiet = ThreadFacts(id=7, created=0, latest=0)
    assert (build_regime(quiet, [], SiteSettings(close_quiet=30 * DAY), now).closing is not None) is is_closed
    assert build_regime(quiet, [], SiteSettings(), now).closing is None


def test_what_somebody_opened_stays_open() -> None:
    facts = ThreadFacts(id=7, created=0, published=0, latest=0, kept_open=True)
    assert build_regime(facts, [], SiteSettings(close_after=1, close_quiet=1), 10**9).closing is None


def test_a_slow_thread_says_how_long_to_wait() -> None:
    slow = measure(kind=Kind.SLOW, pace=1800)
    with pytest.raises(LimitReached) as refused:
        check_slow(slow, 0, 1_799_001)
    assert refused.value.retry_after == 1
    check_slow(slow, 0, 1_800_000)
    check_slow(slow, None, 0)
