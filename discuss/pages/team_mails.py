"""Where the mails to members end, about what waits or their own pages: a button, and one click (RFC 8058)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from discuss.pages.showing import show
from discuss.services import places, team_mails
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from flask import Response

    from discuss.services.team_mails import TeamMails

blueprint = Blueprint("team_mails", __name__)


@blueprint.get("/team-mails/<token>")
def load_team_mails(token: str) -> Response:
    return _ask("team_mails", token, team_mails.load_team_mails(get_session(), get_instance(), token))


@blueprint.post("/team-mails/<token>")
def end_team_mails(token: str) -> Response:
    """End them. The link is the proof: no origin, no cookie, no second page."""
    team_mails.end_team_mails(get_session(), get_instance(), token)
    return _say_ended("team_mails")


@blueprint.get("/team-mails/pages/<token>")
def load_page_mails(token: str) -> Response:
    return _ask("page_mails", token, team_mails.load_page_mails(get_session(), get_instance(), token))


@blueprint.post("/team-mails/pages/<token>")
def end_page_mails(token: str) -> Response:
    team_mails.end_page_mails(get_session(), get_instance(), token)
    return _say_ended("page_mails")


def _ask(which: str, token: str, view: TeamMails | None) -> Response:
    """Ask whether mails shall end; `which`: where the words about them begin, and the route that ends them."""
    if view is None:
        return _say_ended(which)
    site = places.load_site(get_session(), view.site)
    return show("team_mails.html", site, view=view, token=token, which=which)


def _say_ended(which: str) -> Response:
    return show("unsubscribed.html", title=f"{which}_title")
