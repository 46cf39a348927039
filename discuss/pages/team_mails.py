"""Where the mails to a team end: a page with a button, and the one click of mail programs (RFC 8058)."""

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
