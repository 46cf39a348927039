"""Your pages: which ones one wrote, what is talked about there, and whether one hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.authored import is_below
from discuss.domain.permissions import Action
from discuss.errors import Invalid
from discuss.services import author_mails, pages_written
from discuss.services.desks import load_desk
from discuss.services.pages_written import load_written
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("written", __name__, url_prefix="/<site:site>/written")


@blueprint.get("")
def load(site: str) -> Response:
    return _show(site)


@blueprint.post("")
def claim(site: str) -> AnyResponse:
    """Note that one wrote a page, named by its address or, from its discussion, by its key."""
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.ANSWER))
    try:
        key = pages_written.claim_page(get_session(), actor, site, request.form.get("page", ""))
    except Invalid as error:
        return _show(site, error)
    keep_word("written_claimed")
    return _move_back(site, key)


@blueprint.post("/undo")
def disclaim(site: str) -> AnyResponse:
    actor, path = access_actor(), request.form.get("page", "")
    speak(load_desk(get_session(), actor, site, Action.ANSWER))
    pages_written.disclaim_page(get_session(), actor, site, path)
    keep_word("written_disclaimed")
    return _move_back(site, path)


@blueprint.post("/mail")
def set_mail(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.ANSWER))
    author_mails.set_own_mail(get_session(), actor, site, wanted=request.form.get("mail") == "on")
    keep_word("told_saved")
    return move_on(url_for("dashboard.written.load", site=site))


def _move_back(site: str, key: str) -> AnyResponse:
    """Lead back to the discussion where the button was pressed, or to the list."""
    if request.form.get("back") == "talk":
        return move_on(url_for("dashboard.talk.load", site=site, thread=key))
    return move_on(url_for("dashboard.written.load", site=site))


def _show(site: str, error: Invalid | None = None) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.ANSWER)
    speech = speak(desk)
    return show(
        "written.html",
        desk,
        422 if error else 200,
        view=load_written(get_session(), get_instance(), actor, site),
        given=request.form.get("page", "") if error else "",
        is_below=is_below,
        complaints=[speech.complain(each.detail) for each in error.errors] if error else [],
        bar=None if error else take_bar(),
    )
