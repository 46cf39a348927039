"""The words: the same in every language, each that is asked for, and none that a neighbour would not say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import discuss
from discuss.dashboard.filters import STATES
from discuss.dashboard.more import PAGES
from discuss.domain.decisions import REASONS, Deed
from discuss.domain.status import Status
from discuss.services.reactions import FlagReason
from discuss.web.words import list_languages, load_speech

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(discuss.__file__).parent
TEMPLATES = "\n".join(path.read_text() for path in (PACKAGE / "templates" / "dashboard").rglob("*.html"))
JARGON = re.compile(
    r"premoderat|back-?test|verdict|stale|batch|outbox|linkback|tombstone|slug|\borigins?\b|token|"
    r"queue|pending|moderat|thread|flag|invalid",
    re.IGNORECASE,
)
PLACES = re.compile(r"{\w+}")


@pytest.mark.parametrize("language", list_languages("dashboard"))
def test_every_language_says_everything(language: str) -> None:
    english, other = load_speech("dashboard", "en"), load_speech("dashboard", language)
    assert other.words.keys() == english.words.keys()
    assert other.plurals.keys() == english.plurals.keys()
    for word, phrase in english.words.items():
        assert sorted(PLACES.findall(other.words[word])) == sorted(PLACES.findall(phrase)), word


def test_it_speaks_every_language_of_the_embed() -> None:
    embed = {path.stem for path in (PACKAGE.parent / "embed" / "src" / "words").glob("*.js")}
    assert {"en", "de"} <= embed <= set(list_languages("dashboard"))


def test_what_the_pages_ask_for_is_there() -> None:
    speech = load_speech("dashboard", "en")
    asked = set(re.findall(r'say\("(\w+?)"[,)]', TEMPLATES)) | set(re.findall(r'speech\.name\("(\w+)"', TEMPLATES))
    assert asked <= speech.words.keys()
    assert set(re.findall(r'speech\.count\("(\w+)"', TEMPLATES)) <= speech.plurals.keys()


@pytest.mark.parametrize(
    ("group", "symbols"),
    [
        ("state", STATES),
        ("deed", Deed),
        ("reason", REASONS),
        ("flag", FlagReason),
        ("is", Status),
        ("did", Deed),
        ("nav", [name for name, _ in PAGES]),
        ("hint", [name for name, _ in PAGES]),
    ],
)
def test_each_symbol_has_its_words(group: str, symbols: Iterable[str]) -> None:
    words = load_speech("dashboard", "en").words
    assert {f"{group}_{str(symbol).replace('-', '_')}" for symbol in symbols} <= words.keys()


@pytest.mark.parametrize("door", ["dashboard", "doctor", "handover"])
def test_a_neighbour_understands_it(door: str) -> None:
    speech = load_speech(door, "en")
    said = [phrase for name, phrase in speech.words.items() if not name.endswith("_type")]  # those are commands
    phrases = [*said, *(form for forms in speech.plurals.values() for form in forms.values())]
    assert [phrase for phrase in phrases if JARGON.search(phrase.replace("API token", ""))] == []
