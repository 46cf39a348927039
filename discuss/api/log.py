"""The log of decisions: for members, by API token; page by page, or whole as a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, stream_with_context

from discuss.api import moderation_shapes as shapes
from discuss.api.contract import operation
from discuss.api.moderation import access_actor
from discuss.api.times import read_time
from discuss.services import log
from discuss.web.current import get_session

if TYPE_CHECKING:
    from discuss.services.log import LogFilter

blueprint = Blueprint("log", __name__)
MEDIA = {log.SheetFormat.CSV: "text/csv", log.SheetFormat.JSONL: "application/jsonl"}
_ERRORS = (401, 403, 404)


@blueprint.get("/moderation/log")
@operation(summary="Read the log", query=shapes.LogQuery, answers={200: shapes.Log}, errors=_ERRORS, proof="token")
def load_log(query: shapes.LogQuery) -> shapes.Log:
    view = log.load_log(get_session(), access_actor(), query.site, _read_filter(query), query.cursor)
    return shapes.Log(entries=[_present_line(row) for row in view.entries], next=view.next)


@blueprint.get("/moderation/log/export")
@operation(
    summary="Take the log with you",
    query=shapes.LogExportQuery,
    answers={200: None},
    media=tuple(MEDIA.values()),
    errors=_ERRORS,
    proof="token",
)
def export_log(query: shapes.LogExportQuery) -> Response:
    lines = log.export_log(get_session(), access_actor(), query.site, _read_filter(query), query.format)
    return Response(stream_with_context(lines), mimetype=MEDIA[query.format])


def _read_filter(query: shapes.LogWanted) -> LogFilter:
    """Raises Invalid."""
    return log.LogFilter(
        actor=query.actor,
        by=query.by,
        action=query.action,
        cause=query.cause,
        thread=query.thread,
        since=read_time(query.since, "?since"),
        until=read_time(query.until, "?until"),
        batch=query.batch,
    )


def _present_line(row: Any) -> shapes.LogLine:
    return shapes.LogLine(**log.describe_line(row))
