"""The front page: the sites one belongs to, with what waits there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, url_for

from discuss.dashboard.bars import take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show
from discuss.domain.permissions import Action
from discuss.services.checklist import count_left
from discuss.services.desks import load_desks
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("sites", __name__)


@blueprint.get("/")
def list_sites() -> AnyResponse:
    actor = access_actor()
    desks, left = load_desks(get_session(), actor), count_left(get_session(), get_instance(), actor)
    if len(desks) == 1 and Action.SEE_HELD not in desks[0].may:  # who only wrote pages finds those at once
        return move_on(url_for("dashboard.written.load", site=desks[0].name))
    return show("sites.html", desks=desks, left=left, is_admin=actor.is_admin, bar=take_bar())
