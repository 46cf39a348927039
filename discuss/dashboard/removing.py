"""Removing a blog, for administrators: what would go, the copy before it, and its name to be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.permissions import Action
from discuss.domain.times import from_millis
from discuss.errors import Invalid
from discuss.services import backup_copies, removal
from discuss.services.desks import load_desk
from discuss.web.current import get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("removing", __name__, url_prefix="/<site:site>/remove")


@blueprint.get("")
def load(site: str) -> Response:
    return _show(site)


@blueprint.post("")
def remove(site: str) -> AnyResponse:
    try:
        removal.remove_site(get_session(), access_actor(), site, request.form.get("typed", ""))
    except Invalid as error:
        return _show(site, [each.detail for each in error.errors])
    keep_word("removing_done")
    return move_on(url_for("dashboard.blogs.load"))


def _show(site: str, details: Sequence[str] = ()) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.RUN)
    speech, loss = speak(desk), removal.load_loss(get_session(), actor, site)
    return show(
        "remove.html",
        desk,
        422 if details else 200,
        loss=loss,
        day=speech.write_day(from_millis(loss.since).astimezone(speech.zone).date()),
        last=backup_copies.find_last(get_session()),
        complaints=[speech.complain(detail) for detail in details],
    )
