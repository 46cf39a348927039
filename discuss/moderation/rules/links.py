"""More links than the site takes unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def links(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if settings.rules and len(submission.links) > settings.max_links:
        return Verdict(Outcome.HOLD, "link-count")
    return None
