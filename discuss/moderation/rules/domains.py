"""Links to where the site wants nobody to link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.lists import host_of, is_within
from discuss.moderation.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def domains(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if not settings.rules or not settings.blocked_domains:
        return None
    hosts = {host for link in submission.links if (host := host_of(link))}
    if any(is_within(host, domain) for host in hosts for domain in settings.blocked_domains):
        return Verdict(Outcome(settings.listed), "blocked-domain")
    return None
