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
        "flags_hold": "2",
    },
}

# The rules that a site may leave out for trusted authors. `trusted` itself is the rule that says who that is.
LENIENT = ("premoderation", "links", "domains", "words", "repeats", "copies", "trap", "fast", "rejected", "busy")
