"""What `discuss doctor` found, in words: the same on the dashboard and on a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.web.words import DEFAULT, load_speech

if TYPE_CHECKING:
    from markupsafe import Markup

    from discuss.services.doctor import Item, State
    from discuss.web.words import Speech

_DOOR = "doctor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An item in words that are safe in HTML. `cure`: what mends it; `lines`: what is to be typed or pasted for it."""

    name: str
    symbol: str
    state: State
    title: Markup
    how: Markup
    words: Markup
    cure: Markup | None
    lines: Markup | None


def say_item(item: Item, language: str = DEFAULT) -> Said:
    speech, finding = load_speech(_DOOR, language), item.finding
    key = finding.symbol.replace("-", "_")
    return Said(
        name=item.name,
        symbol=finding.symbol,
        state=finding.state,
        title=speech.say(f"item_{item.name.replace('-', '_')}"),
        how=speech.say(f"state_{finding.state}"),
        words=speech.say(key, **finding.values),
        cure=_find(speech, f"{key}_cure", item),
        lines=_find(speech, f"{key}_type", item),
    )


def _find(speech: Speech, key: str, item: Item) -> Markup | None:
    """Put values into the words of a key, should it have any."""
    return speech.words[key].format(**item.finding.values) if key in speech.words else None
