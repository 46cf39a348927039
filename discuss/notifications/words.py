"""What mails say, in the languages there are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

DEFAULT = "en"
_BDI = Markup("<bdi>{}</bdi>")


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language, by name."""

    language: str
    phrases: Mapping[str, str]

    def say(self, phrase: str, **values: object) -> str:
        """Give a phrase as plain text."""
        return self.phrases[phrase].format(**values)

    def say_html(self, phrase: str, **values: object) -> Markup:
        """Give a phrase as HTML: values are escaped, and kept apart from the text around whatever their direction."""
        return escape(self.phrases[phrase]).format(**{name: _BDI.format(value) for name, value in values.items()})


@lru_cache
def load_words(language: str) -> Words:
    """Load the phrases of a language tag, of its main language, or else the default's."""
    catalogues = {entry.name.removesuffix(".toml"): entry for entry in _folder().iterdir()}
    wanted = (language, language.split("-", maxsplit=1)[0], DEFAULT)
    known = next(each for each in wanted if each in catalogues)
    return Words(known, tomllib.loads(catalogues[known].read_text(encoding="utf-8")))


def _folder() -> Traversable:
    return files("discuss") / "translations" / "mail"
