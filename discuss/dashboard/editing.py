"""Mending a comment's text: the form with its source, how it will look, and the saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from discuss.dashboard.bars import keep_bar
from discuss.dashboard.filters import build_way, keep_filters
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.decisions import Deed
from discuss.domain.permissions import Action
from discuss.errors import Invalid
from discuss.services import editing, moderation, previews
from discuss.services.desks import load_desk
from discuss.services.moderation import Decision, Item
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("editing", __name__, url_prefix="/<site:site>/edit")


@blueprint.get("/<id:comment>")
def ask_edit(site: str, comment: int) -> Response:
    source = editing.load_source(get_session(), access_actor(), site, comment)
    return _show_form(site, source, source.body)


@blueprint.post("/<id:comment>")
def edit(site: str, comment: int) -> AnyResponse:
    actor, body = access_actor(), request.form.get("body", "").replace("\r\n", "\n")
    speak(load_desk(get_session(), actor, site, Action.DECIDE))
    source = editing.load_source(get_session(), actor, site, comment)
    try:
        if request.form.get("action") != "save":
            return _show_form(site, source, body, preview=previews.build_preview(get_session(), site, body))
        note = request.form.get("note", "").strip() or None
        seen = Item(comment, _read_version())
        decision = Decision(items=[seen], deed=Deed.EDIT, body=body, note=note)
        batch = moderation.decide(get_session(), get_instance(), actor, decision)
    except Invalid as error:
        return _show_form(site, source, body, complaints=[speak().complain(each.detail) for each in error.errors])
    if batch.results[0].error is not None:
        return _show_form(site, source, body, complaints=[speak().say("edit_changed")])
    keep_bar(batch, Deed.EDIT)
    return move_on(build_way(site, request.args))


def _read_version() -> int:
    version = request.form.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) <= 9 else 0


def _show_form(
    site: str, source: editing.Source, body: str, *, preview: str | None = None, complaints: list[str] | None = None
) -> Response:
    desk = load_desk(get_session(), access_actor(), site, Action.DECIDE)
    # Who saw that somebody changed it meanwhile, saves the own text on top of that; a preview keeps what was seen.
    version = source.version if request.method == "GET" or complaints else _read_version()
    return show(
        "edit.html",
        desk,
        422 if complaints else 200,
        source=source,
        version=version,
        body=body,
        preview=preview,
        complaints=complaints or [],
        filters=keep_filters(request.args),
    )
