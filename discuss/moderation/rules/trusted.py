"""Readers whose last comments were all published: theirs appear at once, unless a stricter rule says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def trusted(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and submission.is_trusted(settings):
        return Verdict(Outcome.APPROVE, "trusted")
    return None
