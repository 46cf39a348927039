"""Reasons in words, for members: the one table. What an author learns is the site's choice."""

from __future__ import annotations

REASONS = {
    "waits": "Someone from the team reads it first.",
    "first-comment": "The first comment of a new reader waits for someone from the team.",
    "premoderated": "Every comment on this site waits for someone from the team.",
    "link-count": "It has more links than the site takes unseen.",
    "blocked-domain": "It links to a domain that is on the site's own list.",
    "listed-word": "It has a word that is on the site's own list.",
    "repeated": "The same reader sent the same text before.",
    "copied": "Several readers sent nearly the same text.",
    "hidden-field": "A field that nobody sees was filled in, as programs do; autofill and dictation do it too.",
    "too-fast": "It was written faster than people type.",
    "rejected-before": "Earlier comments of the same reader were turned down.",
    "reported-before": "Readers reported other comments of the same reader, and nobody has looked at them yet.",
    "trusted": "The last comments of this reader were all published.",
    "flagged": "Several readers reported it, and its author is new here.",
    "ban-reader": "The browser of a reader is banned.",
    "ban-address": "An internet address is banned.",
    "ban-network": "An internet address is banned with its neighbours.",
    "ban-email": "An e-mail address is banned.",
    "ban-domain": "Links to a domain are banned.",
    "busy": "The same reader or address wrote many comments in a short time.",
    "flood": "Many comments arrived on the whole site in a short time, and this reader is new.",
    "quiet": "Nobody had written in this discussion for a long time.",
    "calm": "The team reads everything first here, so that the discussion calms down.",
    "storm": "Comments of new readers wait on the whole site for a while.",
    "away": "The team is away for a while, and everything waits until it is back.",
    "freeze": "The team reads everything first on the whole site for a while.",
    "rule-error": "A rule failed while it looked at this comment, so a person should.",
    "page-not-public": "The page was not public where this comment was imported from.",
    "source-held": "It was waiting where it was imported from.",
    "source-spam": "It was marked as spam where it was imported from.",
    "source-deleted": "It was in the trash where it was imported from.",
    "by-author": "Its author deleted it.",
    "edited": "Its author edited it.",
    "imported": "It came in with an import.",
}


def explain(reason: str) -> str:
    return REASONS.get(reason, reason)
