"""The line below the form: what is shown, what is kept, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.settings import Email

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings

_DAY = 86400

_LINES = {
    "en": {
        "shown": "Your name and your comment are shown to everybody.",
        "email": "Your e-mail address is never shown; unless you confirm it, it is deleted after {unconfirmed} days.",
        "kept": "Your internet address is kept only as a scrambled mark, for three months at most; "
        "the text of a comment you delete, for {deleted} days.",
    },
    "de": {
        "shown": "Dein Name und dein Kommentar sind für alle sichtbar.",
        "email": "Deine E-Mail-Adresse wird nie gezeigt; "
        "bestätigst du sie nicht, wird sie nach {unconfirmed} Tagen gelöscht.",
        "kept": "Deine Internet-Adresse bleibt nur als verschlüsselte Marke und höchstens drei Monate gespeichert; "
        "der Text eines Kommentars, den du löschst, {deleted} Tage.",
    },
}


def build_policy(settings: SiteSettings) -> str:
    """Give the site's own line, or one that fits its settings, in its language (English where there is none)."""
    if settings.policy:
        return settings.policy
    lines = _LINES.get(settings.language.split("-")[0], _LINES["en"])
    wanted = ["shown", "kept"] if settings.email is Email.OFF else ["shown", "email", "kept"]
    return " ".join(lines[part] for part in wanted).format(
        unconfirmed=settings.keep_unconfirmed // _DAY, deleted=settings.keep_deleted // _DAY
    )
