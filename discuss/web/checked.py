"""What was found about a page, in words: for the dashboard and for the command, from one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from discuss.domain.checkup.findings import Finding, Weight
    from discuss.web.words import Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding as one reads it: what is so, what to do (empty where nothing is), and the lines to paste."""

    symbol: str
    weight: Weight
    words: Markup
    cure: Markup
    paste: tuple[str, ...]


def tell(speech: Speech, finding: Finding) -> Told:
    """Put a finding into the words of a language."""
    name = finding.symbol.replace("-", "_")
    values = {place: speech.complain(value) if place == "why" else value for place, value in finding.values.items()}
    if f"check_{name}" in speech.plurals:
        words = speech.count(f"check_{name}", int(values["n"]))
    else:
        words = speech.say(f"check_{name}", **values)
    cure = speech.words.get(f"cure_{name}", Markup(""))
    return Told(symbol=finding.symbol, weight=finding.weight, words=words, cure=cure, paste=finding.paste)
