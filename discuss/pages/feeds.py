"""Feeds, for programs that read them."""

from __future__ import annotations

from flask import Blueprint, Response

from discuss.pages.showing import secure
from discuss.services import own_feeds
from discuss.web.current import get_instance, get_session

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/feeds/waiting/<token>")
def load_waiting(token: str) -> Response:
    """Give a member of a team what waits. The address is the proof, so nothing keeps what it answers."""
    answer = Response(own_feeds.load_feed(get_session(), get_instance(), token), mimetype="application/atom+xml")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return secure(answer)
