"""What the team says to each other at the queue: asking the others, notes, and who reads what now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from discuss.dashboard.bars import keep_bar
from discuss.dashboard.chosen import read_item
from discuss.dashboard.filters import build_way
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, speak
from discuss.domain.ids import parse_id
from discuss.domain.permissions import Action
from discuss.services import asking, presence
from discuss.services.desks import load_desk
from discuss.web.current import get_instance, get_session
from discuss.web.sessions import give_no_cookie

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("talking", __name__, url_prefix="/<site:site>")


@blueprint.post("/ask")
def ask(site: str) -> AnyResponse:
    """Leave a comment to the others, with a word why."""
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.DECIDE))
    place, words = (site, read_item(request.form.get("items", ""))), request.form.get("word", "")
    keep_bar(asking.ask_others(get_session(), get_instance(), actor, place, words), "ask")
    return move_on(build_way(site, request.form))


@blueprint.post("/notes")
def add_note(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.DECIDE))
    comment = read_item(request.form.get("items", "")).id
    asking.add_note(get_session(), get_instance(), actor, (site, comment), request.form.get("word", ""))
    return move_on(build_way(site, request.form, f"comment-{comment}"))


@blueprint.post("/notes/remove")
def remove_note(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.DECIDE))
    comment, note = read_item(request.form.get("items", "")).id, parse_id(request.form.get("note", ""), "/note")
    asking.remove_note(get_session(), actor, (site, comment), note)
    return move_on(build_way(site, request.form, f"comment-{comment}"))


@blueprint.post("/presence")
def tell_reading(site: str) -> Response:
    """Take down what one reads now, and say who else reads which comment."""
    give_no_cookie()
    actor, session, instance = access_actor(), get_session(), get_instance()
    speak(load_desk(session, actor, site, Action.SEE_HELD))
    if request.form.get("left"):
        presence.stop_reading(session, actor, site, parse_id(request.form["left"], "/left"))
    if request.form.get("comment"):
        presence.set_reading(session, instance, actor, site, parse_id(request.form["comment"], "/comment"))
    found = presence.list_readers(session, actor, site, instance.clock())
    return jsonify({str(key): names for key, names in found.items()})
