"""Errors as problem documents (RFC 9457). What went wrong inside is logged, never told."""

from __future__ import annotations

import msgspec
import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound as NoRoute, RequestEntityTooLarge

from discuss import errors

log = structlog.get_logger("discuss.web")

STATUSES: dict[type[errors.DiscussError], int] = {
    errors.Malformed: 400,
    errors.Invalid: 422,
    errors.NotAuthenticated: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.LimitReached: 429,
    errors.NotReady: 503,
}


class ProblemField(msgspec.Struct, frozen=True):
    pointer: str
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemField] | msgspec.UnsetType = msgspec.UNSET


def status_of(error: errors.DiscussError) -> int:
    """Give the status of the nearest class in the tree; 500 for an error that no door should let out."""
    return next((STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES), 500)


def build_problem(error: errors.DiscussError) -> Problem:
    fields = (
        [ProblemField(each.pointer, each.detail) for each in error.errors]
        if isinstance(error, errors.Invalid)
        else None
    )
    return Problem(
        type=f"urn:discuss:{error.code}",
        title=error.title,
        status=status_of(error),
        detail=error.detail if not fields else "See `errors` for what is wrong with which field.",
        code=error.code,
        errors=fields if fields is not None else msgspec.UNSET,
    )


def present_problem(error: errors.DiscussError) -> Response:
    problem = build_problem(error)
    response = Response(msgspec.json.encode(problem), problem.status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, errors.LimitReached):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.NotAuthenticated):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def translate_http_error(error: HTTPException) -> errors.DiscussError | None:
    """Give our error for one that the framework raised; None for those that are answers (redirects)."""
    match error:
        case NoRoute():
            return errors.NotFound(f"There is nothing at {request.path!r}.")
        case RequestEntityTooLarge():
            return errors.TooLarge()
        case _:
            return None


def init_problems(app: Flask) -> None:
    app.register_error_handler(errors.DiscussError, present_problem)
    app.register_error_handler(HTTPException, present_http_error)
    app.register_error_handler(Exception, _present_crash)


def present_http_error(error: HTTPException) -> Response:
    known = translate_http_error(error)
    if known is not None:
        return present_problem(known)
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    problem = Problem(
        type="about:blank", title=error.name, status=status, detail=error.description or error.name, code="http"
    )
    response = Response(msgspec.json.encode(problem), status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _present_crash(error: Exception) -> Response:
    log.error("request crashed", exc_info=error)
    problem = Problem(
        type="urn:discuss:internal",
        title="Something went wrong on our side",
        status=500,
        detail="It was not your fault, and it was written down. Please try again.",
        code="internal",
    )
    response = Response(msgspec.json.encode(problem), 500, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response
