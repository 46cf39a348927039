"""The private link: an author sees, changes and deletes the own comment. Only buttons change anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.domain.status import Status
from discuss.errors import Conflict, DiscussError, Invalid, NotAuthenticated, OriginRefused, UnknownComment
from discuss.pages.forms import Complaints, build_complaints, check_own_form
from discuss.pages.showing import build_thread_address, move_on, show, speak
from discuss.services import authorship, own_comments, places, previews
from discuss.web.current import get_instance, get_session
from discuss.web.decisions import explain_own
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from discuss.services.own_comments import OwnView

blueprint = Blueprint("own", __name__)


@blueprint.get("/own/<id:comment>/<token>")
def load_own(comment: int, token: str) -> Response:
    own = _access_own(comment, token)
    return _show_own(own, token, own.body)


@blueprint.post("/own/<id:comment>/<token>")
def edit_comment(comment: int, token: str) -> Response:
    own = _access_own(comment, token)
    body = request.form.get("body", "")
    try:
        check_own_form()
        if request.form.get("action") != "save":
            return _show_own(own, token, body, preview=previews.build_preview(get_session(), own.site, body))
        authorship.edit_comment(get_session(), get_instance(), comment, token, body)
    except (Invalid, Conflict, OriginRefused) as error:
        return _show_own(own, token, body, error=error)
    return move_on(url_for("pages.own.load_own", comment=comment, token=token, saved=1))


@blueprint.get("/own/<id:comment>/<token>/delete")
def ask_delete(comment: int, token: str) -> Response:
    own = _access_own(comment, token)
    return show("delete.html", places.load_site(get_session(), own.site), own=own, token=token)


@blueprint.post("/own/<id:comment>/<token>/delete")
def delete_comment(comment: int, token: str) -> Response:
    _access_own(comment, token)
    check_own_form()
    authorship.delete_comment(get_session(), get_instance(), comment, token)
    return move_on(url_for("pages.own.load_own", comment=comment, token=token))


def _access_own(comment: int, token: str) -> OwnView:
    """Load the own comment; a wrong link tells nothing about what is there."""
    try:
        return own_comments.load_own(get_session(), get_instance(), comment, token)
    except NotAuthenticated as error:
        raise UnknownComment(speak().say("wrong_private")) from error


def _show_own(
    own: OwnView, token: str, body: str, *, preview: str | None = None, error: DiscussError | None = None
) -> Response:
    site = places.load_site(get_session(), own.site)
    return show(
        "own.html",
        site,
        status_of(error) if error else 200,
        own=own,
        token=token,
        body_text=body,
        preview=preview,
        complaints=build_complaints(error, speak(site)) if error else Complaints(),
        is_saved="saved" in request.args and error is None and preview is None,
        reasons=explain_own(speak(site), own),
        is_public=own.status == Status.APPROVED,
        thread=build_thread_address(own.site, own.thread_key),
    )
