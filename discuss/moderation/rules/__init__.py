"""The rules, in the order they are shown. The order decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.rules.busy import busy
from discuss.moderation.rules.copies import copies
from discuss.moderation.rules.domains import domains
from discuss.moderation.rules.fast import fast
from discuss.moderation.rules.links import links
from discuss.moderation.rules.measures import measures
from discuss.moderation.rules.premoderation import premoderation
from discuss.moderation.rules.quiet import quiet
from discuss.moderation.rules.rejected import rejected
from discuss.moderation.rules.repeats import repeats
from discuss.moderation.rules.reported import reported
from discuss.moderation.rules.trap import trap
from discuss.moderation.rules.trusted import trusted
from discuss.moderation.rules.words import words

if TYPE_CHECKING:
    from discuss.moderation.verdicts import Rule

RULES: dict[str, Rule] = {
    "trusted": trusted,
    "premoderation": premoderation,
    "links": links,
    "domains": domains,
    "words": words,
    "repeats": repeats,
    "copies": copies,
    "trap": trap,
    "fast": fast,
    "rejected": rejected,
    "reported": reported,
    "busy": busy,
    "quiet": quiet,
    "measures": measures,
}
