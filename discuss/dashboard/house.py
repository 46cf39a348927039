"""The house rules: what the owner writes beside the form of every discussion."""

from __future__ import annotations

from http.client import CONFLICT, OK
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.dashboard.talk import Said, complain
from discuss.domain.house_rules import RULES_LIMIT, choose_house_rules
from discuss.domain.permissions import Action
from discuss.errors import Conflict, Invalid
from discuss.services import house_rules
from discuss.services.desks import load_desk
from discuss.services.seen import mark_seen
from discuss.web.current import get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from discuss.services.desks import Desk

blueprint = Blueprint("house", __name__, url_prefix="/<site:site>/house-rules")


@blueprint.get("")
def load(site: str) -> Response:
    return _show_form(_load_desk(site), None, Said())


@blueprint.post("")
def save(site: str) -> AnyResponse:
    """Keep the rules, or the good ones that were there first; or show how they will look."""
    desk = _load_desk(site)
    text, action = request.form.get("body", "").replace("\r\n", "\n"), request.form.get("action")
    try:
        if action == "preview":
            return _show_form(desk, text, Said(preview=house_rules.preview_house_rules(text)))
        chosen = None if action == "default" else text
        house_rules.set_house_rules(get_session(), access_actor(), site, chosen, request.form.get("seen"))
    except (Invalid, Conflict) as error:
        return _show_form(desk, text, complain(error))
    keep_word("house_saved")
    return move_on(url_for("dashboard.house.load", site=site))


def _load_desk(site: str) -> Desk:
    desk = load_desk(get_session(), access_actor(), site, Action.SET_SITE)
    speak(desk)
    return desk


def _show_form(desk: Desk, text: str | None, said: Said) -> Response:
    """Show the form with `text`, or with the rules as they are."""
    present = choose_house_rules(desk.settings)
    return show(
        "house.html",
        desk,
        said.status,
        text=present if text is None else text,
        # A look keeps what was seen before; whoever was told that somebody changed it has seen it by now.
        seen=request.form.get("seen", mark_seen(present)) if said.status == OK else mark_seen(present),
        present=present if said.status == CONFLICT else None,
        is_own=bool(desk.settings.house_rules),
        limit=RULES_LIMIT,
        said=said,
        bar=take_bar(),
    )
