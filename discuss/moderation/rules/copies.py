"""Several readers send what is nearly the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def copies(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and 0 < settings.copies <= submission.copies:
        return Verdict(Outcome.HOLD, "copied")
    return None
