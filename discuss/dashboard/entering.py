"""Adding a comment for somebody who wrote a letter, called, or came by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from discuss.dashboard.people import access_actor
from discuss.dashboard.sheets import Sheet, read_sheet
from discuss.dashboard.showing import new_key, show, speak
from discuss.dashboard.talk import Said, complain, finish
from discuss.domain.channels import Channel
from discuss.domain.permissions import Action
from discuss.errors import Conflict, Invalid
from discuss.services import answering, comments as posting, previews
from discuss.services.desks import load_desk
from discuss.services.talks import TalkRequest, load_talk
from discuss.web.current import get_instance, get_session, get_visitor

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("entering", __name__, url_prefix="/<site:site>/threads")


@blueprint.get("/enter")
def ask_enter(site: str) -> Response:
    sheet = Sheet(thread=request.args.get("thread", ""), parent=request.args.get("parent", ""), key=new_key())
    return _show_form(site, sheet, Said())


@blueprint.post("/enter")
def enter(site: str) -> AnyResponse:
    """Post what somebody else said, or show how it will look."""
    sheet = read_sheet()
    zone = speak(load_desk(get_session(), access_actor(), site, Action.DECIDE)).zone
    try:
        if request.form.get("action") == "preview":
            preview = previews.build_preview(get_session(), site, sheet.body)
            return _show_form(site, sheet, Said(preview=preview))
        entry = sheet.to_entry(site, zone, get_instance().clock())
        post = answering.build_entry(get_session(), access_actor(), entry, get_visitor())
        answered = posting.post_comment(get_session(), get_instance(), post)
    except (Invalid, Conflict) as error:
        return _show_form(site, sheet, complain(error))
    return finish(site, sheet, post, answered.comment.id)


def _show_form(site: str, sheet: Sheet, said: Said) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.DECIDE)
    speak(desk)
    wanted = TalkRequest(site=site, thread=sheet.thread, comment=sheet.answered)
    view = load_talk(get_session(), actor, wanted, get_instance().clock())
    return show(
        "enter.html",
        desk,
        said.status,
        view=view,
        sheet=replace(sheet, thread=view.head.key, key=sheet.key or new_key()),
        said=said,
        channels=list(Channel),
    )
