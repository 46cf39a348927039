"""A preview: the text as it would be shown, by the one renderer. Stores nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.settings import load_settings
from discuss.domain.texts import check_body
from discuss.rendering import render_markdown
from discuss.services.sites import access_site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def build_preview(session: Session, site: str, body: str) -> str:
    """Raises UnknownSite, Invalid."""
    settings = load_settings(access_site(session, site).settings)
    return render_markdown(check_body(body), images=settings.images).html
