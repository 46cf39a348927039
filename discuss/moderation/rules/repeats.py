"""The same reader sends the same text again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def repeats(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and settings.repeats and submission.repeats:
        return Verdict(Outcome.HOLD, "repeated")
    return None
