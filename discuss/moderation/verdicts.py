"""What a rule is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from discuss.domain.settings import SiteSettings
    from discuss.domain.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The facts about a draft: no handles, no clock.

    `approved_before`: what this reader has published here, counted as far as anybody asks. `approved_in_row`: how
    many of these since the last one that was turned down, `rejected_before` of which there are still traces.
    `reported_before`: how many others of theirs readers reported and nobody has looked at since.
    `repeats`: how often the same reader wrote this text of late; `copies`: how many others did. `is_trapped`: a field
    that nobody sees was filled in. `seconds`: how long the writing took, None where that tells nothing: a draft that
    was kept, a text that was pasted or written offline, an edit. `silence`: for how many seconds nobody was heard in
    the thread. `held_by`, `newcomers_held_by`: the measure for which everything waits, or what newcomers write.
    """

    is_member: bool = False
    approved_before: int = 0
    approved_in_row: int = 0
    rejected_before: int = 0
    reported_before: int = 0
    text: str = ""
    name: str = ""
    website: str | None = None
    links: tuple[str, ...] = ()
    repeats: int = 0
    copies: int = 0
    is_trapped: bool = False
    seconds: int | None = None
    is_busy: bool = False
    is_flood: bool = False
    silence: int = 0
    held_by: str | None = None
    newcomers_held_by: str | None = None

    @property
    def is_new(self) -> bool:
        return not self.is_member and self.approved_before == 0

    def is_trusted(self, settings: SiteSettings) -> bool:
        return 0 < settings.trusted_after <= self.approved_in_row


class Outcome(StrEnum):
    APPROVE = "approve"
    MARK = "mark"
    HOLD = "hold"
    REJECT = "reject"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's opinion. `reason` is a stable symbol, put into words by `reasons.REASONS`."""

    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """A verdict with the name of the rule that gave it."""

    rule: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """The folded result: the status to store, and every verdict that speaks for it or is worth a note."""

    status: Status
    verdicts: tuple[RuleVerdict, ...] = ()


if TYPE_CHECKING:
    Rule = Callable[[Submission, SiteSettings], Verdict | None]
