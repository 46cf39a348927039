"""What else there is to do on a site: a page of ways, so that the line on top of every page stays short."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, url_for

from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import show
from discuss.domain.permissions import Action
from discuss.services.desks import load_desk
from discuss.web.current import get_session

blueprint = Blueprint("more", __name__, url_prefix="/<site:site>")

# Each page by the name of its blueprint, with what one must be allowed; its words are `nav_…` and `hint_…`.
PAGES: tuple[tuple[str, Action], ...] = (
    ("state", Action.SEE_HELD),
    ("log", Action.SEE_HELD),
    ("figures", Action.SEE_HELD),
    ("check", Action.SET_SITE),
    ("house", Action.SET_SITE),
    ("rules", Action.SEE_HELD),
    ("bans", Action.DECIDE),
    ("alerts", Action.SEE_HELD),
    ("written", Action.ANSWER),
    ("members", Action.SET_MEMBERS),
    ("well", Action.RUN),
    ("welcome", Action.SET_SITE),
    ("blogs", Action.RUN),
    ("handover", Action.RUN),
)


@blueprint.get("/more")
def load(site: str) -> Response:
    desk = load_desk(get_session(), access_actor(), site, Action.ANSWER)
    pages = [(name, _find_page(name, site)) for name, action in PAGES if action in desk.may]
    return show("more.html", desk, pages=pages)


def _find_page(name: str, site: str) -> str:
    """Give the address of a page, which is the site's own or one of the whole installation."""
    endpoint = f"dashboard.{name}.load"
    is_own = current_app.url_map.is_endpoint_expecting(endpoint, "site")
    return url_for(endpoint, site=site) if is_own else url_for(endpoint)
