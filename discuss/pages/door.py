"""The blueprint, and errors as pages: in words, with a way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from discuss import errors
from discuss.errors import DiscussError
from discuss.pages import arriving, decisions, feeds, own, reactions, subscriptions, team_mails, threads, writing
from discuss.pages.forms import build_complaints
from discuss.pages.showing import build_thread_address, show, speak
from discuss.web.problems import present_http_error, status_of, translate_http_error

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

log = structlog.get_logger("discuss.pages")

_RESOURCES = (threads, writing, own, reactions, subscriptions, team_mails, feeds, decisions, arriving)


def build_blueprint() -> Blueprint:
    door = Blueprint("pages", __name__)
    for resource in _RESOURCES:
        door.register_blueprint(resource.blueprint)
    door.register_error_handler(DiscussError, _show_error)
    door.register_error_handler(HTTPException, _show_http_error)
    door.register_error_handler(Exception, _show_crash)
    door.app_errorhandler(404)(_show_nowhere)
    door.app_errorhandler(405)(_show_nowhere)
    return door


def _show_error(error: DiscussError) -> Response:
    speech = speak()
    words: list[str]
    if isinstance(error, errors.NotFound) and error.detail == error.title:
        words = [speech.say("wrong_link")]
    elif isinstance(error, errors.TooLarge):
        words = [speech.say("error_too_large")]
    else:
        complaints = build_complaints(error, speech)
        words = [*complaints.general, *(line for lines in complaints.fields.values() for line in lines)]
    response = show("error.html", status=status_of(error), words=words, way=_find_way())
    if isinstance(error, errors.LimitReached):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _show_http_error(error: HTTPException) -> AnyResponse:
    known = translate_http_error(error)
    if isinstance(known, errors.TooLarge):
        return _show_error(known)
    status = error.code or 500
    if status < 400:
        return error.get_response()
    word = {404: "wrong_link", 405: "error_method", 400: "error_unreadable"}.get(status, "error_other")
    response = show("error.html", status=status, words=[speak().say(word)], way=_find_way())
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _show_crash(error: Exception) -> Response:
    log.error("request crashed", exc_info=error)
    return show("error.html", status=500, words=[speak().say("error_crash")], way=None)


def _show_nowhere(error: HTTPException) -> AnyResponse:
    """Answer a browser that asked for what no route knows; programs get a problem document."""
    accepted = request.accept_mimetypes
    if request.path.startswith("/api/") or accepted["text/html"] <= accepted["application/json"]:
        return present_http_error(error)
    return _show_http_error(error)


def _find_way() -> str | None:
    """Give the start of the thread that the address names, if it names one that could be read."""
    site = (request.view_args or {}).get("site")
    thread = request.args.get("thread") or request.args.get("url")
    is_part = any(name in request.args for name in ("cursor", "comment", "reply"))
    return build_thread_address(site, thread) if isinstance(site, str) and thread and is_part else None
