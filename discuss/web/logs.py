"""One line of the log for every request: what was asked of which route, how it went and how long it took.

Nothing that a reader sent is in it: routes as templates, since paths and queries carry tokens and keys; no addresses.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import structlog
from flask import g, request

if TYPE_CHECKING:
    from flask import Flask, Response

log = structlog.get_logger("discuss.web")

NO_ROUTE = "-"
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def init_logs(app: Flask) -> None:
    """Call it before everything else that looks at requests, so that all of it is within the time."""
    app.before_request(_begin)
    app.after_request(_write)


def name_route() -> str:
    """Give the template of the present request's route."""
    return request.url_rule.rule if request.url_rule else NO_ROUTE


def name_method() -> str:
    """Give the present request's method; those that only a prober sends are all one."""
    return request.method if request.method in _METHODS else "other"


def measure_seconds() -> float:
    """Give how long the present request has taken so far."""
    return perf_counter() - float(g.get("began", perf_counter()))


def _begin() -> None:
    g.began = perf_counter()


def _write(response: Response) -> Response:
    log.info(
        "request",
        method=name_method(),
        route=name_route(),
        status=response.status_code,
        ms=round(measure_seconds() * 1000, 1),
    )
    return response
