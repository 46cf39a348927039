"""What waits, looked through and told with all that one wants to know of it: for members, by API token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from msgspec import UNSET

from discuss.api import queue_shapes as shapes
from discuss.api.contract import operation
from discuss.api.moderation import access_actor
from discuss.api.shapes import Author
from discuss.api.times import read_time
from discuss.domain.ids import parse_id
from discuss.domain.times import format_time
from discuss.services import queue
from discuss.services.narrowing import Narrowing
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from discuss.store.tables import Comment

blueprint = Blueprint("queue", __name__)


@blueprint.get("/moderation/queue")
@operation(
    summary="Read what waits for a moderator",
    query=shapes.QueueQuery,
    answers={200: shapes.Queue},
    errors=(401, 403, 404),
    proof="token",
)
def load_queue(query: shapes.QueueQuery) -> shapes.Queue:
    wanted = queue.QueueRequest(
        site=query.site,
        status=None if query.status is UNSET else query.status,
        narrowing=_read_narrowing(query),
        fold=query.fold,
        cursor=query.cursor,
        limit=query.limit,
        now=get_instance().clock(),
    )
    view = queue.load_queue(get_session(), access_actor(), wanted)
    return shapes.Queue(items=[_present_item(item) for item in view.items], next=view.next)


def _read_narrowing(query: shapes.QueueQuery) -> Narrowing:
    """Raises Invalid."""
    return Narrowing(
        q=query.q,
        thread=query.thread,
        author=query.author,
        person=None if query.person is None else parse_id(query.person, "?person"),
        like=None if query.like is None else parse_id(query.like, "?like"),
        reason=query.reason,
        asked=query.asked,
        since=read_time(query.since, "?since"),
        until=read_time(query.until, "?until"),
    )


def _present_item(item: queue.QueueItem) -> shapes.QueueItem:
    comment, thread, parent = item.comment, item.thread, item.parent
    return shapes.QueueItem(
        id=str(comment.id),
        version=comment.version,
        status=comment.status,  # type: ignore[arg-type]
        body=comment.body,
        html=comment.body_html,
        author=Author(name=comment.author_name, url=comment.author_url, role=comment.author_role),  # type: ignore[arg-type]
        record=_present_record(item.record),
        thread=shapes.QueueThread(key=thread.key, url=thread.url, title=thread.title),
        parent=shapes.Relative(id=str(parent.id), author=parent.author_name, excerpt=parent.excerpt)
        if parent
        else None,
        created=format_time(comment.created),
        reasons=[shapes.ReasonText(rule=each.rule, reason=each.reason, text=each.text) for each in item.reasons],
        flags=[
            shapes.FlagText(reason=flag.reason, note=flag.note, contact=flag.contact, at=format_time(flag.at))
            for flag in item.flags
        ],
        question=_present_remark(item.question) if item.question else None,
        notes=[_present_remark(note) for note in item.notes],
        here=item.here,
        wave=shapes.Wave(count=item.wave.count, upto=str(item.wave.upto)) if item.wave else None,
        edit=_present_edit(comment),
    )


def _present_record(record: queue.Record) -> shapes.Record:
    return shapes.Record(
        published=record.published,
        turned_down=record.turned_down,
        waiting=record.waiting,
        since=None if record.since is None else format_time(record.since),
    )


def _present_remark(remark: queue.Remark) -> shapes.Remark:
    return shapes.Remark(by=remark.name, text=remark.text, at=format_time(remark.at))


def _present_edit(comment: Comment) -> shapes.Edit | None:
    if comment.draft_body is None:
        return None
    return shapes.Edit(body=comment.draft_body, html=comment.draft_html or "")
