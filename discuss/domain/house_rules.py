"""The house rules of a site: its own words, or good ones until it has some."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings

RULES_LIMIT = 2000
NO_RULES = frozenset({"none", "-"})  # what an owner writes who wants none

DEFAULTS = {
    "en": """\
- Write as you would talk to a neighbour over the fence.
- Be hard on the matter and kind to people. Nobody is insulted or mocked here.
- Keep to the page, and say what you know: a source helps everybody.
- Tell nothing private about others. No advertising.
- You see something that should not stand here? Report it, and do not answer it.
- Some comments wait until someone from the team has read them. We are volunteers: please have patience.""",
    "de": """\
- Schreib so, wie du am Gartenzaun reden würdest.
- Hart in der Sache, freundlich zu den Menschen. Hier wird niemand beleidigt oder verspottet.
- Bleib beim Thema und sag, was du weißt: Eine Quelle hilft allen.
- Erzähl nichts Privates über andere. Keine Werbung.
- Steht hier etwas, das nicht hierher gehört? Melde es, und antworte nicht darauf.
- Manche Kommentare warten, bis jemand vom Team sie gelesen hat. Wir tun das ehrenamtlich: Hab bitte Geduld.""",
}


def get_default(language: str) -> str:
    """Give the good rules that a site begins with, in its language (English where there are none)."""
    return DEFAULTS.get(language.split("-", maxsplit=1)[0], DEFAULTS["en"])


def choose_house_rules(settings: SiteSettings) -> str:
    """Give the Markdown of a site's rules: its own, else those of its language; empty where it wants none."""
    if settings.house_rules.strip().lower() in NO_RULES:
        return ""
    return settings.house_rules or get_default(settings.language)
