"""Whose comments wait for a person, by the site's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.settings import Premoderation
from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def premoderation(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.premoderation is Premoderation.ALL:
        return Verdict(Outcome.HOLD, "premoderated")
    if settings.premoderation is Premoderation.NEW and submission.is_new:
        return Verdict(Outcome.HOLD, "first-comment")
    return None
