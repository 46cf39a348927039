"""Which pages a browser lets read and write: the CORS protocol of the Fetch standard, without credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, g, request

from discuss.services.sites import check_origin
from discuss.web.current import get_session

if TYPE_CHECKING:
    from collections.abc import Iterable

EXPOSED = "ETag, Retry-After, X-Request-Id"
_ALLOWED_HEADERS = "Authorization, Content-Type, Discuss-Reader, Idempotency-Key"
_DAY = "86400"


def check_request_origin(site: str | int, own_origin: str | None = None) -> None:
    """Raises OriginRefused for a browser's request from a page that is not the site's.

    Without `Origin` it is no browser's, and nothing here rests on ambient authority.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        check_origin(get_session(), site, origin, own_origin)
        g.allowed_origin = origin


def answer_preflight(methods: Iterable[str], *, is_public: bool) -> Response:
    """Answer `OPTIONS` for a page that was found to be allowed. Lasts a day."""
    response = Response(status=204)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(methods))
    response.headers["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
    response.headers["Access-Control-Max-Age"] = _DAY
    return add_cors(response, is_public=is_public)


def add_cors(response: Response, *, is_public: bool) -> Response:
    """Let any page read what is public; let only the page that was found to be the site's read the rest."""
    if is_public:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.headers.add("Vary", "Origin")
        if allowed := g.get("allowed_origin"):
            response.headers["Access-Control-Allow-Origin"] = allowed
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    return response
