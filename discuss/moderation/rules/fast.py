"""Written faster than people type. It holds only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def fast(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and submission.seconds is not None and submission.seconds < settings.fastest:
        return Verdict(Outcome.HOLD, "too-fast")
    return None
