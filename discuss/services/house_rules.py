"""The house rules: as the owner sets them, and as they are shown, by the one renderer, once for each text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from discuss.domain.house_rules import choose_house_rules, get_default
from discuss.domain.permissions import Action
from discuss.domain.settings import SiteSettings, dump_settings, keep_broken, load_settings, set_settings
from discuss.errors import FieldError, Invalid
from discuss.rendering import render_markdown
from discuss.services.access import access_site, lock_site
from discuss.services.seen import check_seen
from discuss.store.session import writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor


def set_house_rules(session: Session, actor: Actor, site: str, text: str | None, seen: str | None = None) -> None:
    """Set the rules of a site: an empty text for none, None for the good ones that each site begins with.

    Who saves the good ones unchanged keeps getting them, in whatever language the site speaks later.
    `seen`: the mark of the text that was there before. Raises UnknownSite, NotAllowed, Invalid, Conflict.
    """
    with writing(session):
        found = lock_site(session, access_site(session, actor, site, Action.SET_SITE).id)
        before = load_settings(found.settings)
        check_seen(choose_house_rules(before), seen)
        after = set_settings(before, {"house_rules": _name(text, get_default(before.language))})
        check_house_rules(after)
        found.settings = keep_broken(after, found.settings) | dump_settings(after)
        found.revision += 1


def preview_house_rules(text: str) -> str:
    """Give rules as they will look, as safe HTML. Raises Invalid."""
    return render_house_rules(set_settings(SiteSettings(), {"house_rules": text.strip() or "none"}))


def _name(text: str | None, default: str) -> str:
    """Give the value of the setting that stands for a text."""
    if text is None or text.strip() == default:
        return ""
    return text.strip() or "none"


def render_house_rules(settings: SiteSettings) -> str:
    """Give the rules of a site as safe HTML; empty where it wants none."""
    text = choose_house_rules(settings)
    try:
        return _render(text) if text else ""
    except Invalid:
        return ""  # no text that was checked; a page is read all the same


def check_house_rules(settings: SiteSettings) -> None:
    """Raises Invalid at `/house_rules` for a text that cannot be rendered."""
    try:
        _render(choose_house_rules(settings))
    except Invalid as invalid:
        raise Invalid(*(FieldError("/house_rules", each.detail) for each in invalid.errors)) from invalid


@lru_cache(maxsize=256)
def _render(text: str) -> str:
    return render_markdown(text).html
