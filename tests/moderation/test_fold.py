from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, strategies as st

from discuss.domain.settings import SiteSettings
from discuss.domain.status import Status
from discuss.moderation import Outcome, Submission, Verdict, judge

if TYPE_CHECKING:
    import random

    from discuss.moderation.verdicts import Rule

STRICTEST_FIRST = [
    (Outcome.SPAM, Status.SPAM),
    (Outcome.REJECT, Status.REJECTED),
    (Outcome.HOLD, Status.PENDING),
    (Outcome.APPROVE, Status.APPROVED),
]
OUTCOMES = st.lists(st.none() | st.sampled_from(Outcome), max_size=6)
GUEST = Submission()


def toy(outcome: Outcome | None) -> Rule:
    return lambda _submission, _settings: Verdict(outcome, f"toy-{outcome}") if outcome else None


def crash(_submission: Submission, _settings: SiteSettings) -> Verdict | None:
    raise ZeroDivisionError


def rules_of(outcomes: list[Outcome | None]) -> dict[str, Rule]:
    return {f"rule {number}": toy(outcome) for number, outcome in enumerate(outcomes)}


@given(OUTCOMES)
def test_the_strictest_wins(outcomes: list[Outcome | None]) -> None:
    expected = next((status for outcome, status in STRICTEST_FIRST if outcome in outcomes), Status.APPROVED)
    assert judge(GUEST, SiteSettings(), rules_of(outcomes)).status is expected


@given(OUTCOMES, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_decides_nothing(outcomes: list[Outcome | None], chance: random.Random) -> None:
    rules = rules_of(outcomes)
    names = list(rules)
    chance.shuffle(names)
    one, other = (
        judge(GUEST, SiteSettings(), rules),
        judge(GUEST, SiteSettings(), {name: rules[name] for name in names}),
    )
    assert one.status is other.status
    assert set(one.verdicts) == set(other.verdicts)


@given(OUTCOMES, st.sampled_from(Outcome))
def test_another_opinion_never_makes_it_milder(outcomes: list[Outcome | None], more: Outcome) -> None:
    order = [status for _, status in STRICTEST_FIRST]
    before = judge(GUEST, SiteSettings(), rules_of(outcomes)).status
    after = judge(GUEST, SiteSettings(), rules_of([*outcomes, more])).status
    assert order.index(after) <= order.index(before)


@given(OUTCOMES)
def test_a_rule_that_fails_holds_and_says_so(outcomes: list[Outcome | None]) -> None:
    decision = judge(GUEST, SiteSettings(), {**rules_of(outcomes), "broken": crash})
    assert decision.status is not Status.APPROVED
    if decision.status is Status.PENDING:
        assert ("broken", "rule-error") in {(found.rule, found.verdict.reason) for found in decision.verdicts}


@given(OUTCOMES)
def test_every_verdict_for_the_result_and_every_mark_is_kept(outcomes: list[Outcome | None]) -> None:
    decision = judge(GUEST, SiteSettings(), rules_of(outcomes))
    strictest = next((outcome for outcome, _ in STRICTEST_FIRST if outcome in outcomes), Outcome.APPROVE)
    kept = [outcome for outcome in outcomes if outcome in {strictest, Outcome.MARK}]
    assert [found.verdict.outcome for found in decision.verdicts] == kept


@given(OUTCOMES)
def test_members_are_never_judged(outcomes: list[Outcome | None]) -> None:
    decision = judge(Submission(is_member=True), SiteSettings(), {**rules_of(outcomes), "broken": crash})
    assert (decision.status, decision.verdicts) == (Status.APPROVED, ())


def test_what_is_only_marked_is_published() -> None:
    decision = judge(GUEST, SiteSettings(), rules_of([Outcome.MARK, None]))
    assert decision.status is Status.APPROVED
    assert len(decision.verdicts) == 1
