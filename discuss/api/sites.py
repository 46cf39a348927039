"""What belongs to a site: counts of its threads, and a preview of what one writes."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response

from discuss.api import shapes
from discuss.api.contract import operation
from discuss.services import previews, threads
from discuss.web.current import get_session
from discuss.web.etags import finish_by_content

blueprint = Blueprint("sites", __name__)


@blueprint.get("/sites/<site:site>/counts")
@operation(
    summary="Count the comments of threads",
    query=shapes.CountsQuery,
    answers={200: shapes.Counts},
    errors=(404, 422),
    is_public=True,
)
def load_counts(site: str, query: shapes.CountsQuery) -> Response:
    counts = threads.load_counts(get_session(), site, query.thread)
    return finish_by_content(Response(msgspec.json.encode(shapes.Counts(counts=counts)), mimetype="application/json"))


@blueprint.post("/sites/<site:site>/preview")
@operation(
    summary="Render a text as it would be shown",
    body=shapes.TextBody,
    answers={200: shapes.Html},
    errors=(400, 403, 404, 413, 415, 422),
)
def build_preview(site: str, body: shapes.TextBody) -> shapes.Html:
    return shapes.Html(html=previews.build_preview(get_session(), site, body.body))
