from __future__ import annotations

import re
from pathlib import Path

import pytest

from discuss.domain.presets import LENIENT, PRESET_WORDS, PRESETS, Preset
from discuss.domain.settings import FIELDS, SiteSettings, load_settings, preset_of, set_settings, show_settings
from discuss.moderation.reasons import REASONS
from discuss.moderation.rules import RULES

PAPER = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


def test_a_new_site_is_careful() -> None:
    assert preset_of(SiteSettings()) is Preset.CAREFUL


@pytest.mark.parametrize("preset", Preset)
def test_a_preset_is_all_of_its_settings(preset: Preset) -> None:
    settings = set_settings(SiteSettings(), {"rules_preset": preset})
    assert preset_of(settings) is preset
    assert PRESETS[preset].items() <= show_settings(settings).items()
    assert PRESETS[preset].keys() == PRESETS[Preset.CAREFUL].keys()


def test_a_single_setting_wins_over_the_preset() -> None:
    settings = set_settings(SiteSettings(), {"max_links": "9", "rules_preset": "strict"})
    assert (settings.max_links, settings.premoderation) == (9, "all")
    assert preset_of(settings) is None


def test_what_was_set_before_gives_way_to_a_preset() -> None:
    tuned = set_settings(SiteSettings(), {"max_links": "9"})
    assert set_settings(tuned, {"rules_preset": "careful"}) == SiteSettings()


def test_no_stored_setting_is_a_preset() -> None:
    assert load_settings({"rules_preset": "strict"}) == SiteSettings()


def test_every_rule_but_two_can_be_left_out_for_the_trusted() -> None:
    assert set(LENIENT) == RULES.keys() - {"trusted", "measures"}


def test_the_paper_names_every_rule_and_preset_with_its_settings() -> None:
    rules = dict(re.findall(r"(?m)^\| `(\w+)` \| .+ \| (`.+`) \|$", PAPER))
    assert rules.keys() == RULES.keys()
    assert {name for named in rules.values() for name in re.findall(r"`(\w+)`", named)} <= FIELDS.keys()
    assert all(f"| `{preset}` | {words} |" in PAPER for preset, words in PRESET_WORDS.items())


def test_reasons_are_sentences() -> None:
    assert all(text[0].isupper() and text.endswith(".") for text in REASONS.values())
