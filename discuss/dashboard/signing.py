"""Signing in and out, and one's own password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.people import access_person, enter, get_person, leave
from discuss.dashboard.showing import move_on, show, speak
from discuss.errors import Invalid, LimitReached, NotAuthenticated
from discuss.services import password_links, signing_in
from discuss.services.signing_in import Attempt
from discuss.web.current import get_instance, get_session, get_visitor
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

# No site can be called `-`.
blueprint = Blueprint("signing", __name__, url_prefix="/-")
_OWN_PLACE = re.compile(r"/moderate(?:/(?:[a-z0-9-]+(?:/[a-z]+)*/?)?)?(?:\?[\w=&%.-]*)?", re.ASCII)


@blueprint.get("/sign-in")
def ask_sign_in() -> AnyResponse:
    if get_person() is not None:
        return move_on(_read_next())
    return show("sign_in.html", next=request.args.get("next", ""), email="", complaint=None)


@blueprint.post("/sign-in")
def sign_in() -> AnyResponse:
    email = request.form.get("email", "")
    attempt = Attempt(email=email, password=request.form.get("password", ""))
    try:
        enter(signing_in.sign_in(get_session(), get_instance(), attempt, get_visitor()))
    except (NotAuthenticated, LimitReached) as error:
        return _refuse(email, error)
    return move_on(_read_next())


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    leave()
    return move_on(url_for("dashboard.signing.ask_sign_in"))


@blueprint.post("/sign-out-everywhere")
def sign_out_everywhere() -> AnyResponse:
    signing_in.sign_out_everywhere(get_session(), access_person().id)
    return sign_out()


@blueprint.get("/account")
def load_account() -> Response:
    access_person()
    return show("account.html", complaints=[], is_saved="saved" in request.args)


@blueprint.post("/account")
def change_password() -> AnyResponse:
    person = access_person()
    old, new = request.form.get("old", ""), request.form.get("new", "")
    try:
        enter(signing_in.change_password(get_session(), person.id, old, new))
    except Invalid as error:
        words = [speak().complain(each.detail) for each in error.errors]
        return show("account.html", status=422, complaints=words, is_saved=False)
    return move_on(url_for("dashboard.signing.load_account", saved=1))


@blueprint.get("/password/<token>")
def ask_password(token: str) -> Response:
    owner = password_links.access_link(get_session(), get_instance(), token)
    return show("password.html", token=token, owner=owner, complaints=[])


@blueprint.post("/password/<token>")
def set_password(token: str) -> AnyResponse:
    owner = password_links.access_link(get_session(), get_instance(), token)
    try:
        enter(password_links.use_link(get_session(), get_instance(), token, request.form.get("new", "")))
    except Invalid as error:
        words = [speak().complain(each.detail) for each in error.errors]
        return show("password.html", status=422, token=token, owner=owner, complaints=words)
    return move_on(url_for("dashboard.sites.list_sites"))


def _refuse(email: str, error: NotAuthenticated | LimitReached) -> Response:
    is_fast = isinstance(error, LimitReached)
    speech = speak()
    words = speech.count("wait_minutes", -(-error.retry_after // 60)) if is_fast else speech.complain(error.detail)  # type: ignore[union-attr]
    response = show(
        "sign_in.html",
        status=status_of(error) if is_fast else 422,
        next=request.form.get("next", ""),
        email=email,
        complaint=words,
    )
    if isinstance(error, LimitReached):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _read_next() -> str:
    """Give where one wanted to go, if that is a page of this door; else its front."""
    wanted = request.values.get("next", "")
    is_own = _OWN_PLACE.fullmatch(wanted) is not None
    return request.script_root + wanted if is_own else url_for("dashboard.sites.list_sites")
