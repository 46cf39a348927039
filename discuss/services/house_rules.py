"""The house rules as they are shown: by the one renderer, once for each text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from discuss.domain.house_rules import choose_house_rules
from discuss.errors import FieldError, Invalid
from discuss.rendering import render_markdown

if TYPE_CHECKING:
    from discuss.domain.settings import SiteSettings


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
