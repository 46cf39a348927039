"""The house rules: what the owner writes beside the form of every discussion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_bar, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.dashboard.talk import Said, complain
from discuss.domain.house_rules import RULES_LIMIT, choose_house_rules
from discuss.domain.permissions import Action
from discuss.errors import Invalid
from discuss.services import house_rules
from discuss.services.deeds import Batch, Result
from discuss.services.desks import load_desk
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
        house_rules.set_house_rules(get_session(), access_actor(), site, None if action == "default" else text)
    except Invalid as error:
        return _show_form(desk, text, complain(error))
    keep_bar(Batch("", [Result(id=site, status=None, version=None)]), "house")
    return move_on(url_for("dashboard.house.load", site=site))


def _load_desk(site: str) -> Desk:
    desk = load_desk(get_session(), access_actor(), site, Action.SET_SITE)
    speak(desk)
    return desk


def _show_form(desk: Desk, text: str | None, said: Said) -> Response:
    """Show the form with `text`, or with the rules as they are."""
    return show(
        "house.html",
        desk,
        said.status,
        text=choose_house_rules(desk.settings) if text is None else text,
        is_own=bool(desk.settings.house_rules),
        limit=RULES_LIMIT,
        said=said,
        bar=take_bar(),
    )
