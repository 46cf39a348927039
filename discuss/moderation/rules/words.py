"""Words of the site's own list, in the text, the name or the website."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.verdicts import Outcome, Verdict
from discuss.moderation.wordlists import has_words

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Submission


def words(submission: Submission, settings: SiteSettings) -> Verdict | None:
    if not settings.rules or not settings.words:
        return None
    text = "\n".join((submission.text, submission.name, submission.website or ""))
    return Verdict(Outcome(settings.listed), "listed-word") if has_words(text, settings.words) else None
