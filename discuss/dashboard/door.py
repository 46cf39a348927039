"""The blueprint: who may pass, with which proof that the form was ours, and errors as pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from discuss import errors
from discuss.dashboard import (
    alerts,
    backups,
    bans,
    blogs,
    calming,
    checking,
    deciding,
    editing,
    entering,
    figures,
    forgetting,
    handover,
    house,
    joining,
    log as log_pages,
    members,
    more,
    queue,
    quieting,
    removing,
    rules,
    signing,
    sites,
    state,
    talk,
    talking,
    threads,
    tokens,
    welcome,
    well,
    written,
)
from discuss.dashboard.people import init_people
from discuss.dashboard.showing import move_on, protect, show, speak
from discuss.errors import DiscussError
from discuss.web.problems import status_of, translate_http_error

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

log = structlog.get_logger("discuss.dashboard")

_RESOURCES = (
    signing,
    forgetting,
    joining,
    tokens,
    sites,
    queue,
    deciding,
    editing,
    log_pages,
    figures,
    state,
    threads,
    calming,
    quieting,
    talk,
    talking,
    entering,
    house,
    checking,
    rules,
    bans,
    members,
    more,
    welcome,
    alerts,
    backups,
    blogs,
    removing,
    handover,
    well,
    written,
)
_csrf = CSRFProtect()


def init_dashboard(app: Flask, *, is_secure: bool) -> None:
    """Open the door. `is_secure`: readers come by https, so the cookie travels by nothing else."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-discuss" if is_secure else "discuss",
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        WTF_CSRF_CHECK_DEFAULT=False,  # the other doors rest on nothing that a browser sends by itself
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a queue may stay open over an evening
        WTF_CSRF_SSL_STRICT=False,  # some people's browsers send no Referer; the token is the proof
    )
    init_people(app)
    _csrf.init_app(app)
    app.register_blueprint(_build_blueprint())


def _build_blueprint() -> Blueprint:
    door = Blueprint("dashboard", __name__, url_prefix="/moderate")
    for resource in _RESOURCES:
        door.register_blueprint(resource.blueprint)
    door.before_request(_csrf.protect)
    door.after_request(protect)
    door.register_error_handler(DiscussError, _show_error)
    door.register_error_handler(HTTPException, _show_http_error)
    door.register_error_handler(Exception, _show_crash)
    return door


def _show_error(error: DiscussError) -> AnyResponse:
    if isinstance(error, errors.NotAuthenticated):
        return _ask_who()
    speech, words = speak(), list[str]()
    if isinstance(error, errors.UnknownSite) or (isinstance(error, errors.NotFound) and error.detail == error.title):
        words = [speech.say("nothing_here")]
    elif isinstance(error, errors.NotAllowed):
        words = [speech.say("not_allowed")]
    elif isinstance(error, errors.Invalid):
        words = [speech.complain(each.detail) for each in error.errors]
    else:
        words = [speech.complain(error.detail)]
    return show("error.html", status=status_of(error), words=words)


def _ask_who() -> AnyResponse:
    """Lead to the sign-in, and from there back to a page; a form is lost, for its proof was."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return move_on(url_for("dashboard.signing.ask_sign_in", next=wanted))


def _show_http_error(error: HTTPException) -> AnyResponse:
    known = translate_http_error(error)
    if known is not None:
        return _show_error(known if isinstance(known, errors.TooLarge) else errors.NotFound())
    status = error.code or 500
    if status < 400:
        return error.get_response()
    word = "form_too_old" if isinstance(error, CSRFError) else "error_other"
    response = show("error.html", status=status, words=[speak().say(word)])
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _show_crash(error: Exception) -> Response:
    log.error("request crashed", exc_info=error)
    return show("error.html", status=500, words=[speak().say("error_crash")])
