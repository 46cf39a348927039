"""Words in the languages there are: catalogues of the package, a folder for each HTML door."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from discuss.domain.times import from_millis

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DEFAULT = "en"
_PLACE = re.compile(r"\\{(\w+)\\}")
_FROM_RIGHT = {"ar", "arc", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One language and one time zone. What it gives is safe in HTML: values are escaped as they are put in."""

    language: str
    words: Mapping[str, Markup]
    plurals: Mapping[str, Mapping[str, Markup]]
    dates: Mapping[str, Any]
    complaints: tuple[tuple[re.Pattern[str], str], ...]
    zone: ZoneInfo

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    def say(self, word: str, **values: object) -> Markup:
        """Give a phrase with `values` put in."""
        phrase = self.words[word]
        return phrase.format(**values) if values else phrase

    def count(self, word: str, n: int) -> Markup:
        """Give a phrase in the form that `n` asks for. The languages there are have two forms."""
        return self.plurals[word]["one" if n == 1 else "other"].format(n=n)

    def complain(self, detail: str) -> str:
        """Give a sentence of a service in this language, where the catalogue has it."""
        for pattern, words in self.complaints:
            if found := pattern.fullmatch(detail):
                return words.format(**found.groupdict())
        return detail

    def name(self, word: str, name: str) -> Markup:
        """Give a phrase with a person's name in it, kept apart from the text around it whatever its direction."""
        return self.say(word, name=Markup("<bdi>{}</bdi>").format(name))

    def write_day(self, day: date) -> str:
        """Write a day without a time."""
        return self._write(datetime.combine(day, time()), self.dates["day"])

    def write_time(self, millis: int) -> str:
        """Write a moment as a date and a time of day in the zone."""
        return self._write(from_millis(millis).astimezone(self.zone), self.dates["pattern"])

    def _write(self, moment: datetime, pattern: str) -> str:
        return pattern.format(
            day=moment.day,
            month=self.dates["months"][moment.month - 1],
            year=moment.year,
            hour=moment.hour,
            minute=moment.minute,
        )


def direction_of(language: str) -> str:
    return "rtl" if language.split("-", maxsplit=1)[0] in _FROM_RIGHT else "ltr"


@lru_cache
def list_languages(door: str) -> list[str]:
    """Give the languages in which a door has a catalogue, the default first."""
    found = {entry.name.removesuffix(".toml") for entry in _folder(door).iterdir() if entry.name.endswith(".toml")}
    return [DEFAULT, *sorted(found - {DEFAULT})]


@lru_cache(maxsize=64)
def load_speech(door: str, language: str, zone: str = "UTC") -> Speech:
    """Load a door's catalogue of a language tag, of its main language (`pt` for `pt-BR`), or else the default's."""
    wanted = (language, language.split("-", maxsplit=1)[0], DEFAULT)
    known = next(each for each in wanted if each in list_languages(door))
    catalogue = tomllib.loads(_folder(door).joinpath(f"{known}.toml").read_text(encoding="utf-8"))
    return Speech(
        language=known,
        words=_escape_all(catalogue["words"]),
        plurals={word: _escape_all(forms) for word, forms in catalogue.get("plurals", {}).items()},
        dates=catalogue.get("dates", {}),
        complaints=tuple((_compile(english), words) for english, words in catalogue.get("complaints", {}).items()),
        zone=ZoneInfo(zone),
    )


def _escape_all(phrases: Mapping[str, str]) -> dict[str, Markup]:
    return {word: escape(phrase) for word, phrase in phrases.items()}


def _compile(sentence: str) -> re.Pattern[str]:
    """Give the pattern of a sentence in which `{name}` stands for anything."""
    return re.compile(_PLACE.sub(r"(?P<\1>.*?)", re.escape(sentence)), re.DOTALL)


def _folder(door: str) -> Any:
    return files("discuss") / "translations" / door
