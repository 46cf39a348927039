"""Nobody was heard in the thread for a long time: who still looks there sees what spam finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def quiet(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and 0 < settings.quiet_after <= submission.silence:
        return Verdict(Outcome.HOLD, "quiet")
    return None
