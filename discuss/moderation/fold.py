"""The fold: all rules are asked, the strictest verdict wins whatever the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.presets import RULE_SETTINGS
from discuss.domain.status import Status
from discuss.moderation.rules import RULES
from discuss.moderation.verdicts import Decision, Outcome, RuleVerdict, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Rule, Submission

_STRICTNESS = [Outcome.APPROVE, Outcome.HOLD, Outcome.REJECT, Outcome.SPAM]
_STATUS = {
    Outcome.APPROVE: Status.APPROVED,
    Outcome.HOLD: Status.PENDING,
    Outcome.REJECT: Status.REJECTED,
    Outcome.SPAM: Status.SPAM,
}


def judge(submission: Submission, settings: SiteSettings, rules: Mapping[str, Rule] = RULES) -> Decision:
    """Ask every rule and fold their verdicts. Members are never held. Without any verdict a draft is approved.

    A trusted author is spared the rules that the site names. A rule that raises, or whose settings cannot be read,
    holds the comment with reason `rule-error`: it neither opens the door nor loses a comment.
    """
    if submission.is_member:
        return Decision(Status.APPROVED)
    spared = settings.not_for_trusted if submission.is_trusted(settings) else ()
    asked = {name: rule for name, rule in rules.items() if name not in spared}
    found = tuple(opinion for name, rule in asked.items() if (opinion := _ask(name, rule, submission, settings)))
    strictest = max(
        (opinion.verdict.outcome for opinion in found if opinion.verdict.outcome is not Outcome.MARK),
        key=_STRICTNESS.index,
        default=Outcome.APPROVE,
    )
    kept = tuple(opinion for opinion in found if opinion.verdict.outcome in {strictest, Outcome.MARK})
    return Decision(_STATUS[strictest], kept)


def _ask(name: str, rule: Rule, submission: Submission, settings: SiteSettings) -> RuleVerdict | None:
    try:
        is_broken = not set(settings.broken).isdisjoint(RULE_SETTINGS.get(name, ()))
        verdict = Verdict(Outcome.HOLD, "rule-error") if is_broken else rule(submission, settings)
    except Exception:  # noqa: BLE001 - whatever fails in a rule, the comment must wait for a person
        verdict = Verdict(Outcome.HOLD, "rule-error")
    return RuleVerdict(name, verdict) if verdict else None
