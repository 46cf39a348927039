"""One's own API tokens: what programs show instead of a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.once import keep_once, take_once
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.errors import Invalid
from discuss.services import tokens
from discuss.services.desks import load_desks
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

# No site can be called `-`.
blueprint = Blueprint("tokens", __name__, url_prefix="/-/tokens")

_TOKEN = "token"  # noqa: S105 - a name


@blueprint.get("")
def load() -> Response:
    return _show(token=take_once(_TOKEN))


@blueprint.post("")
def add() -> AnyResponse:
    """Make one, which is shown on the next page and never again."""
    label, site = request.form.get("name", ""), request.form.get("site", "")
    try:
        token = tokens.add_own_token(get_session(), get_instance(), access_actor(), label, site or None)
    except Invalid as error:
        return _show(422, complaints=[speak().complain(each.detail) for each in error.errors])
    keep_once(_TOKEN, token)
    return move_on(url_for("dashboard.tokens.load"))


@blueprint.post("/remove")
def remove() -> AnyResponse:
    number = request.form.get("token", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 20
    tokens.remove_own_token(get_session(), access_actor(), int(number) if is_number else 0)
    return move_on(url_for("dashboard.tokens.load"))


def _show(status: int = 200, token: str | None = None, complaints: Sequence[str] = ()) -> Response:
    actor = access_actor()
    own, desks = tokens.list_own_tokens(get_session(), actor), load_desks(get_session(), actor)
    return show("tokens.html", status=status, tokens=own, desks=desks, token=token, complaints=complaints)
