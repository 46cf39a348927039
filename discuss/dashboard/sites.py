"""The front page: the sites one belongs to, with what waits there."""

from __future__ import annotations

from flask import Blueprint, Response

from discuss.dashboard.bars import take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import show
from discuss.services.checklist import count_left
from discuss.services.desks import load_desks
from discuss.web.current import get_instance, get_session

blueprint = Blueprint("sites", __name__)


@blueprint.get("/")
def list_sites() -> Response:
    actor = access_actor()
    desks, left = load_desks(get_session(), actor), count_left(get_session(), get_instance(), actor)
    return show("sites.html", desks=desks, left=left, is_admin=actor.is_admin, bar=take_bar())
