from __future__ import annotations

import tomllib
from importlib.resources import files
from string import Formatter

FOLDER = files("discuss") / "translations" / "mail"


def read(name: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def places(phrase: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(phrase)} - {None}


def test_every_language_says_the_same_things_with_the_same_values() -> None:
    english = read("en.toml")
    for entry in FOLDER.iterdir():
        other = read(entry.name)
        assert list(other) == list(english)
        assert {key: places(phrase) for key, phrase in other.items()} == {
            key: places(phrase) for key, phrase in english.items()
        }
