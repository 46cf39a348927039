"""More links than the site takes unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.lists import host_of, is_within
from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def links(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if not settings.rules or settings.max_links is None or len(submission.links) <= settings.max_links:
        return None
    if sum(_counts(link, settings) for link in submission.links) > settings.max_links:
        return Verdict(Outcome.HOLD, "link-count")
    return None


def _counts(link: str, settings: SiteSettings) -> bool:
    host = host_of(link)
    return host is None or not any(is_within(host, domain) for domain in settings.allowed_domains)
