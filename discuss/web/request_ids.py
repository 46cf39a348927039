"""A request id in every response and every log line."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import structlog
from flask import g

if TYPE_CHECKING:
    from flask import Flask, Response


def init_request_ids(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_add_header)


def _begin() -> None:
    # Never the client's own: what goes into the log is drawn here.
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _add_header(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id") or secrets.token_hex(8)
    return response
