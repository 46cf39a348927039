"""The last comments of a site with all that is known of how they came in, for judging them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, union, union_all

from discuss.domain.ids import build_id
from discuss.domain.status import Status
from discuss.domain.times import DAY
from discuss.store.chunks import in_chunks
from discuss.store.tables import Comment, Flag, LogEntry, Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

_BATCH = 500
_PER_READER = 100  # as far back as comments in a row are counted
_MARKS = (
    *(Comment.id, Comment.thread_id, Comment.created, Comment.reader, Comment.address, Comment.fingerprint),
    Comment.status,
)
_TEXTS = (Comment.body, Comment.body_html, Comment.rendered_by, Comment.author_name, Comment.author_url)
_WAYS = (Comment.author_role, Comment.kind, Comment.source, Comment.channel, Comment.vouched)


@dataclass(frozen=True, slots=True)
class Span:
    """The comments of a site from the id `first` on."""

    site_id: int
    first: int


def find_span(session: Session, site_id: int, most: int) -> Span:
    """Find the last `most` comments of a site. One index has them by status, so each status is asked for its own."""
    parts = (
        select(Comment.id)
        .where(Comment.site_id == site_id, Comment.status == status.value)
        .order_by(Comment.id.desc())
        .limit(most)
        .subquery()
        for status in Status
    )
    every = union_all(*(select(part.c.id) for part in parts)).subquery()
    last = select(every.c.id).order_by(every.c.id.desc()).limit(most).subquery()
    return Span(site_id, session.scalar(select(func.min(last.c.id))) or 0)


def iterate_last(session: Session, span: Span) -> Iterator[AnyRow]:
    """Read the comments in order of id; never more than a batch in memory."""
    statement = select(*_MARKS, *_TEXTS, *_WAYS).where(*_within(span)).order_by(Comment.id)
    yield from session.execute(statement, execution_options={"yield_per": _BATCH})


def list_stirs(session: Session, span: Span) -> list[AnyRow]:
    """List when somebody was heard last in each thread before the span, going by what is shown today."""
    threads = select(Comment.thread_id).where(*_within(span)).distinct()
    earlier = (Comment.thread_id == Thread.id, Comment.status == Status.APPROVED.value, Comment.id < span.first)
    latest = select(func.max(Comment.created)).where(*earlier).correlate(Thread).scalar_subquery()
    stir = func.coalesce(latest, Thread.published, Thread.created).label("stir")
    return list(session.execute(select(Thread.id, stir).where(Thread.id.in_(threads))))


def list_earlier(session: Session, span: Span) -> list[AnyRow]:
    """List what the same readers wrote before, and who wrote the same texts on the day before, in order of id."""
    earlier = union(_theirs(span), _alike(span)).subquery("earlier")
    statement = select(*_MARKS).join(earlier, earlier.c.id == Comment.id).order_by(Comment.id)
    return list(session.execute(statement))


def list_changes(session: Session, span: Span, earlier: Collection[int]) -> list[AnyRow]:
    """List every change of status of these comments and of the `earlier` ones, in order of time."""
    columns = (LogEntry.id, LogEntry.comment_id, LogEntry.at, LogEntry.before, LogEntry.after, LogEntry.actor)
    statement = select(*columns).where(LogEntry.before.is_not(None), LogEntry.before != LogEntry.after)
    return sorted(_of_both(session, (span, earlier), statement, LogEntry.comment_id), key=lambda row: row.id)


def list_reports(session: Session, span: Span, earlier: Collection[int]) -> list[AnyRow]:
    """List when which of these comments, or of the `earlier` ones, was reported and until when nobody had looked.

    Reports of what a person has approved since are of no account.
    """
    statement = select(Flag.comment_id, Flag.at, Flag.settled).join(Comment, Comment.id == Flag.comment_id)
    statement = statement.where(or_(Flag.settled.is_not(None), Comment.vouched.is_(False)))
    return list(_of_both(session, (span, earlier), statement, Flag.comment_id))


def list_held_for(session: Session, span: Span, reasons: Collection[str]) -> Sequence[AnyRow]:
    """List for which of these reasons comments waited when they came in."""
    ids = select(Comment.id).where(*_within(span)).subquery("last")
    statement = select(LogEntry.comment_id, LogEntry.reason).join(ids, ids.c.id == LogEntry.comment_id)
    return session.execute(statement.where(LogEntry.action == "post", LogEntry.reason.in_(reasons))).all()


def list_failures(session: Session, site_id: int, most: int) -> Sequence[AnyRow]:
    """List which rules failed among the last `most` rows of the log, and when last."""
    last = select(LogEntry.rule, LogEntry.reason, LogEntry.at).where(LogEntry.site_id == site_id)
    latest = last.order_by(LogEntry.id.desc()).limit(most).subquery("latest")
    statement = select(latest.c.rule, func.max(latest.c.at).label("at")).where(latest.c.reason == "rule-error")
    return session.execute(statement.group_by(latest.c.rule).order_by(latest.c.rule)).all()


def _within(span: Span) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions of the span, with each status named: so the index that goes on with ids is used."""
    every = [status.value for status in Status]
    return Comment.site_id == span.site_id, Comment.status.in_(every), Comment.id >= span.first


def _theirs(span: Span) -> Select[Any]:
    """Give the ids of the newest comments that each of the readers wrote before."""
    readers = select(Comment.reader).where(*_within(span), Comment.reader.is_not(None))
    newest = func.row_number().over(partition_by=Comment.reader, order_by=Comment.id.desc()).label("number")
    before = (Comment.reader.in_(readers), Comment.site_id == span.site_id, Comment.id < span.first)
    ranked = select(Comment.id, newest).where(Comment.reader.is_not(None), *before).subquery("ranked")
    return select(ranked.c.id).where(ranked.c.number <= _PER_READER)


def _alike(span: Span) -> Select[Any]:
    """Give the ids of the same texts on the day before."""
    texts = select(Comment.fingerprint).where(*_within(span), Comment.fingerprint.is_not(None))
    day_before = (Comment.id < span.first, Comment.id > max(0, span.first - build_id(DAY, 0)))
    return select(Comment.id).where(Comment.site_id == span.site_id, Comment.fingerprint.in_(texts), *day_before)


def _of_both(session: Session, which: tuple[Span, Collection[int]], statement: Any, comment: Any) -> Iterator[AnyRow]:
    """Read rows that belong to the comments of a span or to the earlier ones."""
    span, earlier = which
    last = select(Comment.id).where(*_within(span)).subquery("last")
    yield from session.execute(statement.join(last, last.c.id == comment))
    for ids in in_chunks(earlier):
        yield from session.execute(statement.where(comment.in_(ids)))
