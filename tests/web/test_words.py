from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from markupsafe import Markup

from discuss.web.words import direction_of, list_languages, load_speech

DOOR = "pages"
PLACES = re.compile(r"\{(\w+)")


def read_catalogue(language: str) -> dict[str, Any]:
    return tomllib.loads((files("discuss") / "translations" / DOOR / f"{language}.toml").read_text(encoding="utf-8"))


def test_english_and_german_are_there() -> None:
    assert {"en", "de"} <= set(list_languages(DOOR))


@pytest.mark.parametrize("language", list_languages(DOOR))
def test_every_language_says_everything_with_the_same_values(language: str) -> None:
    english, other = read_catalogue("en"), read_catalogue(language)
    assert other["words"].keys() == english["words"].keys()
    assert other["plurals"].keys() == english["plurals"].keys()
    assert len(other["dates"]["months"]) == 12
    for word, phrase in other["words"].items():
        assert sorted(PLACES.findall(phrase)) == sorted(PLACES.findall(english["words"][word])), word


@pytest.mark.parametrize(
    ("asked", "given"), [("de", "de"), ("de-CH", "de"), ("en-GB", "en"), ("fr", "en"), ("pt-BR", "en")]
)
def test_a_language_without_a_catalogue_is_said_in_the_next_best(asked: str, given: str) -> None:
    assert load_speech(DOOR, asked).language == given


def test_what_is_put_into_a_phrase_is_escaped() -> None:
    speech = load_speech(DOOR, "en")
    assert speech.say("reply_to", name="<b>") == Markup("Reply to &lt;b&gt;")
    assert speech.name("reply_to", "<b>") == Markup("Reply to <bdi>&lt;b&gt;</bdi>")
    assert speech.name("reply_to", "{0.__class__}") == Markup("Reply to <bdi>{0.__class__}</bdi>")


def test_times_are_written_in_the_zone() -> None:
    millis = 1_000_000_000_000
    assert load_speech(DOOR, "en").write_time(millis) == "9 September 2001, 01:46"
    assert load_speech(DOOR, "de", "Europe/Berlin").write_time(millis) == "9. September 2001, 03:46"
    assert load_speech(DOOR, "en", "America/New_York").write_time(millis) == "8 September 2001, 21:46"


def test_one_is_not_many() -> None:
    speech = load_speech(DOOR, "de")
    assert [speech.count("comments", n) for n in (0, 1, 2)] == ["0 Kommentare", "1 Kommentar", "2 Kommentare"]


def test_complaints_keep_their_figures_and_unknown_ones_stay() -> None:
    speech = load_speech(DOOR, "de")
    assert speech.complain("This is too long: 7 characters, at most 5 are possible.") == (
        "Das ist zu lang: 7 Zeichen, höchstens 5 sind möglich."
    )
    assert speech.complain("Something new.") == "Something new."
    assert speech.complain("There is a character in it that cannot be kept ({x}).").endswith("({x}).")


def test_languages_from_right_to_left_are_known() -> None:
    assert [direction_of(each) for each in ("ar", "he-IL", "de", "en")] == ["rtl", "rtl", "ltr", "ltr"]
