"""The queue: what waits, in its context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request, url_for

from discuss.dashboard.bars import take_bar
from discuss.dashboard.filters import STATES, keep_filters, list_deeds, read_request, read_state
from discuss.dashboard.narrowing import keep_narrowing
from discuss.dashboard.orders import build_offer
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.decisions import REASONS
from discuss.domain.permissions import Action
from discuss.services.being_told import load_told
from discuss.services.desks import load_desk
from discuss.services.narrowing import RULE_REASONS
from discuss.services.queue import load_queue
from discuss.services.reactions import FlagReason
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("queue", __name__, url_prefix="/<site:site>")


@blueprint.get("/")
def load(site: str) -> AnyResponse:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.ANSWER)
    if Action.SEE_HELD not in desk.may:  # who only wrote pages has a list of those
        return move_on(url_for("dashboard.written.load", site=site))
    speak(desk)
    state = read_state(request.args)
    view = load_queue(get_session(), actor, read_request(site, request.args))
    is_untold = Action.SET_SITE in desk.may and not load_told(get_session(), get_instance(), actor, site).is_told
    return show(
        "queue.html",
        desk,
        view=view,
        state=state,
        states=STATES,
        filters=keep_filters(request.args),
        asked=keep_narrowing(request.args),
        rule_reasons=RULE_REASONS,
        report_reasons=list(FlagReason),
        deeds=list_deeds(state),
        offer=build_offer,
        reasons=REASONS,
        bar=take_bar(),
        is_untold=is_untold,
    )
