"""The review queue: a page of it in a few statements, whatever it is narrowed down to and however much waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select, text, true, union_all
from sqlalchemy.orm import aliased

from discuss.domain.ids import MAX_ID
from discuss.store.queries.records import WAVE_OF_OTHER, build_record
from discuss.store.searching import has_words
from discuss.store.tables import IN_QUEUE, IN_WAVE, Comment, Flag, LogEntry, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, CompoundSelect, Select
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

LOOK = 2_000
"""How many waiting comments a page looks at, so that a flood of one text costs no more than a page of others."""

FAR = 20_000
"""How many it looks through for the one that comes next after a flood."""

SPOKEN = ("rule", "import", "flags")
"""Who gives reasons in the log, besides people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which comments. `status` None: what waits for a moderator. `after` is (urgent, id) of the last one seen.

    `thread` is a key; `person` a comment whose reader wrote the others too; `like` one whose text the others have;
    `since` and `until` are ids, the latter left out. With `fold`, waves are one each where nothing is narrowed down.
    """

    site_id: int
    status: str | None = None
    words: Sequence[str] = ()
    thread: str | None = None
    author: str | None = None
    person: int | None = None
    like: int | None = None
    reason: str | None = None
    flag: str | None = None
    asked: bool = False
    since: int | None = None
    until: int | None = None
    fold: bool = True
    after: tuple[int, int] | None = None

    @property
    def is_folded(self) -> bool:
        narrowing = (self.thread, self.author, self.person, self.like, self.reason, self.flag, self.since, self.until)
        is_whole = self.status is None and not self.words and not self.asked
        return self.fold and is_whole and all(each is None for each in narrowing)


def load_page(session: Session, wanted: QueueFilter, limit: int) -> list[AnyRow]:
    """Read a page: comment, thread, what it answers, and its author's record here.

    What waits: urgent first, then the oldest; of one status, the newest first.
    """
    picked = _pick(session, wanted, limit).subquery()
    parent = aliased(Comment)
    answered = (parent.id.label("parent"), parent.author_name.label("answered"), parent.excerpt.label("said"))
    statement = (
        select(Comment, Thread, *answered, *build_record())
        .select_from(picked)
        .join(Comment, Comment.id == picked.c.id)
        .join(Thread, Thread.id == Comment.thread_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
    )
    rows = session.execute(statement).all()
    if wanted.status is None:
        return sorted(rows, key=lambda row: (-row.Comment.urgent, row.Comment.id))
    return sorted(rows, key=lambda row: -row.Comment.id)


def find_edge(session: Session, wanted: QueueFilter) -> tuple[int, int] | None:
    """Give the place after which a folded page goes on that looked at LOOK comments, None where nothing is left.

    In a flood that goes on beyond FAR, the next page may begin with more of the same, and have nothing.
    """
    calm = _waiting(session, wanted, urgent=0).order_by(Comment.id)
    last = calm.offset(LOOK - 1).limit(1).scalar_subquery()
    rest = calm.where(Comment.id > last)
    following = rest.where(_is_no_echo(), Comment.id <= _find_nth(rest, FAR)).limit(1).subquery()
    far = rest.offset(FAR - 1).limit(1).subquery()
    places = session.scalars(union_all(select(following.c.id - 1), select(far.c.id)))
    return min(((0, place) for place in places), default=None)


def _pick(session: Session, wanted: QueueFilter, limit: int) -> CompoundSelect[int] | Select[int]:
    """Choose the comments of a page. What waits comes from two ranges of an index, which has no order over both."""
    if wanted.status is None:
        both = [
            _pick_waiting(session, wanted, urgent).order_by(Comment.id).limit(limit).subquery() for urgent in (1, 0)
        ]
        return union_all(*(select(each.c.id) for each in both)).limit(limit)
    statement = select(Comment.id).where(Comment.site_id == wanted.site_id, Comment.status == wanted.status)
    statement = statement.where(*_narrow(session, wanted))
    if wanted.after is not None:
        statement = statement.where(Comment.id < wanted.after[1])
    return statement.order_by(Comment.id.desc()).limit(limit)


def _pick_waiting(session: Session, wanted: QueueFilter, urgent: int) -> Select[int]:
    """Choose what waits. A wave stands where its oldest stands; nothing that is urgent is one of many."""
    statement = _waiting(session, wanted, urgent)
    if not wanted.is_folded or urgent:
        return statement
    return statement.where(_is_no_echo(), Comment.id <= _find_nth(statement.order_by(Comment.id), LOOK))


def _waiting(session: Session, wanted: QueueFilter, urgent: int) -> Select[int]:
    statement = select(Comment.id).where(Comment.site_id == wanted.site_id, text(IN_QUEUE), Comment.urgent == urgent)
    statement = statement.where(*_narrow(session, wanted))
    if wanted.after is None or urgent < wanted.after[0]:
        return statement
    return statement.where(Comment.id > (wanted.after[1] if urgent == wanted.after[0] else MAX_ID))


def _find_nth(ordered: Select[int], number: int) -> ColumnElement[int]:
    """Give where to stop looking: at the nth, or nowhere."""
    return func.coalesce(ordered.offset(number - 1).limit(1).scalar_subquery(), MAX_ID)


def _is_no_echo() -> ColumnElement[bool]:
    """Say that a comment is not like an older one that waits."""
    other = aliased(Comment, name="other")
    oldest = select(other.id).where(other.site_id == Comment.site_id, other.fingerprint == Comment.fingerprint)
    first = oldest.where(text(WAVE_OF_OTHER)).order_by(other.id).limit(1).correlate(Comment).scalar_subquery()
    return case((text(IN_WAVE), Comment.id == first), else_=true())


def list_matching(session: Session, wanted: QueueFilter, before: int, limit: int) -> list[tuple[int, int]]:
    """List the ids and versions of what matches and did not change since `before`, the oldest first.

    `after` of the filter has the id of the last one seen. Nothing is folded.
    """
    statement = select(Comment.id, Comment.version).where(Comment.site_id == wanted.site_id, Comment.changed < before)
    statement = statement.where(*_narrow(session, wanted), _is_of(wanted.status))
    if wanted.status is None:  # a report lets a comment wait without changing it
        late = select(Flag.comment_id).where(Flag.settled.is_(None), Flag.at >= before)
        statement = statement.where(Comment.id.not_in(late))
    if wanted.after is not None:
        statement = statement.where(Comment.id > wanted.after[1])
    return [(row.id, row.version) for row in session.execute(statement.order_by(Comment.id).limit(limit))]


def _is_of(status: str | None) -> ColumnElement[bool]:
    return text(IN_QUEUE) if status is None else Comment.status == status  # type: ignore[return-value]


def _narrow(session: Session, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    other = aliased(Comment)
    site = wanted.site_id
    found: list[ColumnElement[bool]] = []
    if wanted.thread is not None:
        thread = select(Thread.id).where(Thread.site_id == site, Thread.key == wanted.thread)
        found.append(Comment.thread_id == thread.scalar_subquery())
    if wanted.author is not None:
        found.append(Comment.author_name == wanted.author)
    if wanted.person is not None:
        reader = select(other.reader).where(other.id == wanted.person, other.site_id == site).scalar_subquery()
        found += [Comment.reader == reader, Comment.reader.is_not(None)]
    if wanted.like is not None:
        mark = select(other.fingerprint).where(other.id == wanted.like, other.site_id == site).scalar_subquery()
        found += [Comment.fingerprint == mark, text(IN_WAVE)]  # type: ignore[list-item]
    if wanted.reason is not None:
        spoken = select(LogEntry.id).where(LogEntry.comment_id == Comment.id, LogEntry.reason == wanted.reason)
        found.append(spoken.where(LogEntry.actor.in_(SPOKEN)).correlate(Comment).exists())
    if wanted.flag is not None:
        found.append(Comment.id.in_(select(Flag.comment_id).where(Flag.reason == wanted.flag, Flag.settled.is_(None))))
    return found + _narrow_more(session, wanted)


def _narrow_more(session: Session, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words:
        found.append(has_words(session.get_bind().dialect.name, wanted.words))  # type: ignore[arg-type]
    if wanted.asked:
        found.append(Comment.question.is_not(None))
    if wanted.since is not None:
        found.append(Comment.id >= wanted.since)
    if wanted.until is not None:
        found.append(Comment.id < wanted.until)
    return found


def list_alike(session: Session, site_id: int, head: int, upto: int, most: int) -> list[AnyRow]:
    """List id and version of what waits with the text of `head`, the oldest first, up to the id `upto`."""
    first = aliased(Comment)
    mark = select(first.fingerprint).where(first.id == head, first.site_id == site_id).scalar_subquery()
    statement = (
        select(Comment.id, Comment.version)
        .where(Comment.site_id == site_id, Comment.fingerprint == mark, text(IN_WAVE))
        .where(Comment.id > head, Comment.id <= upto)
        .order_by(Comment.id)
        .limit(most)
    )
    return list(session.execute(statement))
