"""Many posts in a short time, by one reader or, for newcomers, on the whole site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def busy(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if not settings.rules or not settings.posts_limit:
        return None
    if submission.is_busy:
        return Verdict(Outcome.HOLD, "busy")
    if submission.is_flood and submission.is_new:
        return Verdict(Outcome.HOLD, "flood")
    return None
