from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from discuss.config import PREFIX, Settings, load_settings
from discuss.domain.settings import FIELDS, SiteSettings, show_settings

PAPER = Path(__file__).parent.parent / "docs" / "settings.md"


def rows() -> dict[str, tuple[str, str]]:
    """Read the tables: default and meaning by name; a default that is empty is written as a word."""
    found = re.findall(r"(?m)^\| `(\w+)` \| (.+?) \| (.+) \|$", PAPER.read_text(encoding="utf-8"))
    return {name: ("" if default == "empty" else default.strip("`"), about) for name, default, about in found}


def test_every_setting_is_in_the_paper_and_nothing_else() -> None:
    variables = {PREFIX + field.name.upper() for field in fields(Settings)}
    assert rows().keys() == variables | FIELDS.keys()


def test_defaults_of_the_installation_are_those_of_the_program(tmp_path: Path) -> None:
    given = {name: default for name, (default, _) in rows().items() if name.startswith(PREFIX)}
    assert load_settings(given, directory=tmp_path) == Settings()


def test_defaults_and_meanings_of_a_site_are_those_of_the_program() -> None:
    shown = show_settings(SiteSettings())
    expected = {name: (shown[name], field.metadata["about"]) for name, field in FIELDS.items()}
    assert {name: row for name, row in rows().items() if name in FIELDS} == expected


def test_each_variable_of_our_source_is_in_the_paper() -> None:
    source = Path(__file__).parent.parent / "discuss"
    used = {
        name for path in source.rglob("*.py") for name in re.findall(r"DISCUSS_[A-Z_]+[A-Z]", path.read_text("utf-8"))
    }
    assert used <= rows().keys()
