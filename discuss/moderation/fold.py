"""The fold: all rules are asked, the strictest verdict wins whatever the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.presets import RULE_SETTINGS
from discuss.domain.status import Status
from discuss.moderation.rules import RULES
from discuss.moderation.verdicts import Decision, Outcome, RuleVerdict, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Rule, Submission

_STRICTNESS = [Outcome.APPROVE, Outcome.HOLD, Outcome.REJECT, Outcome.SPAM]
_STATUS = {
    Outcome.APPROVE: Status.APPROVED,
    Outcome.HOLD: Status.PENDING,
    Outcome.REJECT: Status.REJECTED,
    Outcome.SPAM: Status.SPAM,
}
_NOTHING_SAID = Decision(Status.APPROVED)
_FAILED = Verdict(Outcome.HOLD, "rule-error")


def judge(submission: Submission, settings: SiteSettings, rules: Mapping[str, Rule] = RULES) -> Decision:
    """Ask every rule and fold their verdicts. Members are never held. Without any verdict a draft is approved.

    A trusted author is spared the rules that the site names. A rule that raises, or whose settings cannot be read,
    holds the comment with reason `rule-error`: it neither opens the door nor loses a comment.
    """
    return build_judge(settings, rules)(submission)


def build_judge(settings: SiteSettings, rules: Mapping[str, Rule] = RULES) -> Callable[[Submission], Decision]:
    """Give `judge` for many drafts by the same settings: which rules are to be asked is found out once."""
    broken = {name for name, own in RULE_SETTINGS.items() if not set(own).isdisjoint(settings.broken)}
    everyone = [(name, _fail if name in broken else rule) for name, rule in rules.items()]
    trusted = [(name, rule) for name, rule in everyone if name not in settings.not_for_trusted]

    def judge_one(submission: Submission) -> Decision:
        if submission.is_member:
            return _NOTHING_SAID
        asked = trusted if submission.is_trusted(settings) else everyone
        return _fold(_ask(asked, submission, settings))

    return judge_one


def _fold(found: list[RuleVerdict]) -> Decision:
    if not found:
        return _NOTHING_SAID
    strictest = max(
        (opinion.verdict.outcome for opinion in found if opinion.verdict.outcome is not Outcome.MARK),
        key=_STRICTNESS.index,
        default=Outcome.APPROVE,
    )
    kept = tuple(opinion for opinion in found if opinion.verdict.outcome in {strictest, Outcome.MARK})
    return Decision(_STATUS[strictest], kept)


def _ask(rules: Iterable[tuple[str, Rule]], submission: Submission, settings: SiteSettings) -> list[RuleVerdict]:
    found = []
    for name, rule in rules:
        try:
            verdict = rule(submission, settings)
        except Exception:  # noqa: BLE001 - whatever fails in a rule, the comment must wait for a person
            verdict = _FAILED
        if verdict:
            found.append(RuleVerdict(name, verdict))
    return found


def _fail(_: Submission, __: SiteSettings) -> Verdict:
    return _FAILED
