"""The team reads first for a while: everything, or what newcomers write. No setting and no trust spares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def measures(submission: Submission, _: SiteSettings) -> Verdict | None:
    if submission.held_by:
        return Verdict(Outcome.HOLD, submission.held_by)
    if submission.newcomers_held_by and submission.is_new:
        return Verdict(Outcome.HOLD, submission.newcomers_held_by)
    return None
