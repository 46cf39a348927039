"""Earlier comments of the same reader were turned down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def rejected(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and 0 < settings.rejected_before <= submission.rejected_before:
        return Verdict(Outcome.HOLD, "rejected-before")
    return None
