"""The page to print for whoever takes over the installation, for its administrators."""

from __future__ import annotations

from flask import Blueprint, Response

from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import show, speak
from discuss.services.handover import load_handover
from discuss.web.current import get_instance, get_session
from discuss.web.handing_over import say_handover

# No site can be called `-`.
blueprint = Blueprint("handover", __name__, url_prefix="/-/handover")


@blueprint.get("")
def load() -> Response:
    found = load_handover(get_session(), get_instance(), access_actor())
    title, sections = say_handover(found, speak().language)
    return show("handover.html", title=title, sections=sections)
