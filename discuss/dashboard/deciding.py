"""Deciding by forms: at once, or after one saw what it would do; and the way back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request, url_for

from discuss.dashboard.bars import keep_bar
from discuss.dashboard.filters import build_way, keep_filters
from discuss.dashboard.orders import Order, read_order
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.dashboard.talk import build_place
from discuss.domain.decisions import REASONS, TELLING
from discuss.domain.ids import parse_id
from discuss.domain.permissions import Action
from discuss.services import effects, everything, moderation, undoing
from discuss.services.desks import load_desk
from discuss.services.everything import MOST_AT_ONCE
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from discuss.domain.permissions import Actor
    from discuss.services.desks import Desk

blueprint = Blueprint("deciding", __name__, url_prefix="/<site:site>")


@blueprint.post("/decide")
def decide(site: str) -> AnyResponse:
    """Decide, but for answers below that one did not see the number of yet."""
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.DECIDE)
    speak(desk)
    order = read_order(actor, site, get_instance().clock())
    if _is_larger_than_it_looks(order):
        return _show_effects(desk, actor, order)
    if order.sweep is None:
        batch = moderation.decide(get_session(), get_instance(), actor, order.decision)
    else:
        batch = everything.decide_everything(get_session(), get_instance(), actor, order.sweep, order.decision)
    left = max(0, order.expected - len(batch.results)) if order.sweep else 0
    keep_bar(batch, order.decision.deed, left)
    return move_on(_way_back(site))


@blueprint.post("/preview")
def preview(site: str) -> AnyResponse:
    """Show what a decision would do. It changes nothing."""
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.DECIDE)
    speak(desk)
    return _show_effects(desk, actor, read_order(actor, site, get_instance().clock()))


@blueprint.post("/undo")
def undo(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.DECIDE))
    batch = undoing.undo(get_session(), get_instance(), actor, request.form.get("batch", "")[:40])
    keep_bar(batch, "undo")
    places = {name: f"dashboard.{name}.load" for name in ("log", "threads", "bans", "state")}
    place = places.get(request.form.get("back", ""))
    return move_on(url_for(place, site=site) if place else _way_back(site))


def _is_larger_than_it_looks(order: Order) -> bool:
    if order.is_sure or not order.decision.with_replies or order.sweep is not None:
        return False
    return effects.has_answers(get_session(), [item.id for item in order.decision.items])


def _show_effects(desk: Desk, actor: Actor, order: Order) -> AnyResponse:
    session, instance, decision = get_session(), get_instance(), order.decision
    if order.sweep is None:
        seen = effects.preview_decision(session, instance, actor, decision)
    else:
        seen = everything.preview_everything(session, instance, actor, order.sweep, decision)
    return show(
        "preview.html",
        desk,
        order=order,
        effects=seen,
        is_told=decision.deed in TELLING,
        reasons=REASONS,
        filters=keep_filters(request.form),
        most_at_once=MOST_AT_ONCE,
        way_back=_way_back(desk.name),
    )


def _way_back(site: str) -> str:
    if request.form.get("back") == "talk":
        return build_place(site, parse_id(request.form.get("comment", ""), "/comment"))
    return build_way(site, request.form)
