"""Three ways to judge, from mild to strict, as the settings they stand for; any setting can be changed afterwards."""

from __future__ import annotations

from enum import StrEnum


class Preset(StrEnum):
    RELAXED = "relaxed"
    CAREFUL = "careful"
    STRICT = "strict"


PRESET_WORDS = {
    Preset.RELAXED: "Comments appear at once; only what clearly looks like advertising waits.",
    Preset.CAREFUL: "A reader's first comment waits for the team, and so does what looks like advertising.",
    Preset.STRICT: "Everything waits for the team, until a reader has had ten comments published in a row.",
}

PRESETS: dict[Preset, dict[str, str]] = {
    Preset.RELAXED: {
        "premoderation": "none",
        "rules": "on",
        "trusted_after": "3",
        "not_for_trusted": "links, repeats, trap, fast",
        "max_links": "5",
        "repeats": "1h",
        "copies": "3",
        "trap": "on",
        "rejected_before": "5",
        "reported_before": "3",
        "flags_hold": "5",
    },
    Preset.CAREFUL: {
        "premoderation": "new",
        "rules": "on",
        "trusted_after": "5",
        "not_for_trusted": "links, trap, fast",
        "max_links": "2",
        "repeats": "1d",
        "copies": "2",
        "trap": "on",
        "rejected_before": "2",
        "reported_before": "2",
        "flags_hold": "3",
    },
    Preset.STRICT: {
        "premoderation": "all",
        "rules": "on",
        "trusted_after": "10",
        "not_for_trusted": "premoderation",
        "max_links": "0",
        "repeats": "7d",
        "copies": "1",
        "trap": "on",
        "rejected_before": "1",
        "reported_before": "1",
        "flags_hold": "2",
    },
}

# The settings by which each rule is tuned; `rules` switches all but `premoderation`. Where one of them cannot be read
# the rule holds.
RULE_SETTINGS: dict[str, tuple[str, ...]] = {
    "trusted": ("trusted_after", "not_for_trusted", "rules"),
    "premoderation": ("premoderation",),
    "links": ("max_links", "allowed_domains"),
    "domains": ("blocked_domains", "listed"),
    "words": ("words", "listed"),
    "repeats": ("repeats",),
    "copies": ("copies",),
    "trap": ("trap",),
    "fast": ("fastest",),
    "rejected": ("rejected_before",),
    "reported": ("reported_before",),
    "busy": ("posts_limit",),
    "quiet": ("quiet_after",),
}

# The rules that a site may leave out for trusted authors. `trusted` itself is the rule that says who that is, and
# `measures`, which no setting tunes, are spoken for everybody.
LENIENT = tuple(rule for rule in RULE_SETTINGS if rule != "trusted")
