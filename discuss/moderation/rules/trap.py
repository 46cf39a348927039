"""A field that nobody sees was filled in. It holds only: autofill and dictation do it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def trap(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and settings.trap and submission.is_trapped:
        return Verdict(Outcome.HOLD, "hidden-field")
    return None
