"""What a view needs of the running installation: its instance, a session, and who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, request

from discuss.domain.addresses import client_address
from discuss.domain.settings import fit_settings
from discuss.services.identity import Visitor, check_reader_key
from discuss.store.flask_db import db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.settings import SiteSettings
    from discuss.services.instance import Instance

EXTENSION = "discuss"


def get_instance() -> Instance:
    return cast("Instance", current_app.extensions[EXTENSION])


def get_session() -> Session:
    return cast("Session", db.session())


def get_visitor() -> Visitor:
    """Say who is asking: the client's address behind the proxies that are believed, and the reader key.

    Raises Invalid for a broken reader key.
    """
    address = client_address(
        request.remote_addr or "127.0.0.1",
        request.headers.getlist("X-Forwarded-For"),
        get_instance().settings.trusted_proxies,
    )
    return Visitor(address=address, reader_key=check_reader_key(request.headers.get("Discuss-Reader")))


def get_offer(settings: SiteSettings) -> SiteSettings:
    """Give what of a site's settings holds on this installation: without mail none is promised."""
    return fit_settings(settings, can_mail=get_instance().settings.can_mail)


def get_bearer_token() -> str | None:
    """Give the token of `Authorization: Bearer …`, RFC 6750."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
