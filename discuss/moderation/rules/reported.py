"""Other comments of the same reader were reported, and nobody has looked at them yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def reported(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and 0 < settings.reported_before <= submission.reported_before:
        return Verdict(Outcome.HOLD, "reported-before")
    return None
