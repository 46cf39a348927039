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
    """The facts about a draft: no handles, no clock. `approved_before` counts what this reader had published here."""

    is_member: bool = False
    approved_before: int = 0
    links: tuple[str, ...] = ()
    is_busy: bool = False
    is_flood: bool = False

    @property
    def is_new(self) -> bool:
        return not self.is_member and self.approved_before == 0


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
