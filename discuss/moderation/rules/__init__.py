"""The rules, in the order they are shown. The order decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation.rules.busy import busy
from discuss.moderation.rules.links import links
from discuss.moderation.rules.premoderation import premoderation

if TYPE_CHECKING:
    from discuss.moderation.verdicts import Rule

RULES: dict[str, Rule] = {"premoderation": premoderation, "links": links, "busy": busy}
