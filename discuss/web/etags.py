"""Strong ETags from versions alone, so that a reader's good copy costs one statement."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Response, request

from discuss.web.current import get_instance

if TYPE_CHECKING:
    from discuss.services.views import HeadView

FORMAT = 2  # raise it whenever the same versions may give other bytes
PUBLIC = "public, max-age=0, s-maxage=1, stale-while-revalidate=2, stale-if-error=600"


def build_etag(head: HeadView, query: str, encoding: str) -> str:
    """Give the tag of a page: versions, what holds now, mail or none, format, the query as understood, encoding."""
    thread = head.thread
    parts = (
        thread.id,
        thread.version,
        head.site.id,
        head.site.revision,
        thread.closing and (thread.closing.at, thread.closing.reason, thread.closing.until),
        tuple(each.id for each in thread.measures),
        get_instance().settings.can_mail,
        FORMAT,
        query,
        encoding,
    )
    return hash_tag(parts)


def hash_tag(parts: tuple[object, ...]) -> str:
    """Give the tag of an answer that nothing but `parts` can change."""
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def is_fresh(etag: str) -> bool:
    """Whether the reader's copy is still good, RFC 9110 §13.1.2."""
    given = request.headers.get("If-None-Match")
    return given is not None and (
        given.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in given.split(",")}
    )


def add_caching(response: Response, etag: str | None = None) -> Response:
    """Mark a public answer: caches may keep it for a moment and serve it while the service is down."""
    response.headers["Cache-Control"] = PUBLIC
    response.headers["Vary"] = "Accept-Encoding"
    if etag:
        response.headers["ETag"] = etag
    return response


def finish_by_content(response: Response) -> Response:
    """Complete a small public answer whose tag is its content's."""
    response.add_etag()
    return add_caching(response.make_conditional(request))  # type: ignore[arg-type]
