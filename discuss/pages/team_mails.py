"""Where the mails to members end, about what waits or their own pages: a button, and one click (RFC 8058)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from discuss.pages.showing import show
from discuss.services import places, team_mails
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from flask import Response

blueprint = Blueprint("team_mails", __name__)


@blueprint.get("/team-mails/<token>")
def load_team_mails(token: str) -> Response:
    view = team_mails.load_team_mails(get_session(), get_instance(), token)
    if view is None:
        return show("unsubscribed.html", title="team_mails_title")
    return show("team_mails.html", places.load_site(get_session(), view.site), view=view, token=token)


@blueprint.post("/team-mails/<token>")
def end_team_mails(token: str) -> Response:
    """End them. The link is the proof: no origin, no cookie, no second page."""
    team_mails.end_team_mails(get_session(), get_instance(), token)
    return show("unsubscribed.html", title="team_mails_title")


@blueprint.get("/team-mails/pages/<token>")
def load_page_mails(token: str) -> Response:
    view = team_mails.load_page_mails(get_session(), get_instance(), token)
    if view is None:
        return show("unsubscribed.html", title="page_mails_title")
    return show("page_mails.html", places.load_site(get_session(), view.site), view=view, token=token)


@blueprint.post("/team-mails/pages/<token>")
def end_page_mails(token: str) -> Response:
    team_mails.end_page_mails(get_session(), get_instance(), token)
    return show("unsubscribed.html", title="page_mails_title")
