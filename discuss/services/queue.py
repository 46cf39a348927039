"""Reading for moderators: the review queue, with all that one wants to know of each item."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from discuss.domain.ids import RANDOM_BITS
from discuss.domain.permissions import Action
from discuss.domain.status import Status
from discuss.moderation.reasons import explain
from discuss.services.access import access_site
from discuss.services.moderation import MOST_ITEMS, Item
from discuss.services.narrowing import Narrowing, build_filter, format_place
from discuss.store.queries import queue as queries, records
from discuss.store.session import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.store.rows import AnyRow
    from discuss.store.tables import Comment, Thread

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRequest:
    """`status` None asks for what waits: pending, flagged, or with an edit to decide.

    `fold`: many with the same text are one item, at the place of the oldest, where nothing narrows down what waits.
    `now`: who reads what by then.
    """

    site: str
    status: str | None = None
    narrowing: Narrowing = field(default_factory=Narrowing)
    fold: bool = True
    cursor: str | None = None
    limit: int = PAGE
    now: int = 0


class Reason(NamedTuple):
    rule: str
    reason: str
    text: str


class Report(NamedTuple):
    """What a reader said who reported a comment; `contact` is where they want the answer."""

    reason: str
    note: str | None
    contact: str | None
    at: int


class Remark(NamedTuple):
    """A word of somebody of the team, None who has left: a note (`id`), or why they ask the others."""

    id: int
    user: int | None
    name: str | None
    text: str
    at: int


class Parent(NamedTuple):
    """What a comment answers."""

    id: int
    author_name: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the same reader wrote here, each counted up to MOST_TOLD; `since`: when the first published one was."""

    published: int
    turned_down: int
    waiting: int
    since: int | None


@dataclass(frozen=True, slots=True)
class Wave:
    """How many wait with the same text, this one among them, counted up to MOST_ALIKE.

    `upto`: the id of the last of these; `names`: of the next few.
    """

    count: int
    upto: int
    names: list[str]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A comment in its context. `here`: who else is reading it now."""

    comment: Comment
    thread: Thread
    parent: Parent | None
    record: Record
    reasons: list[Reason]
    flags: list[Report]
    notes: list[Remark]
    question: Remark | None
    here: list[str]
    wave: Wave | None


@dataclass(frozen=True, slots=True)
class QueueView:
    items: list[QueueItem]
    next: str | None


def load_queue(session: Session, actor: Actor, request: QueueRequest) -> QueueView:
    """Load a page of the queue in five statements at most. Raises UnknownSite, NotAllowed, Invalid."""
    with reading(session):
        site = access_site(session, actor, request.site, Action.SEE_HELD)
        wanted = build_filter(site, request.narrowing, request.status, request.cursor)
        wanted = replace(wanted, fold=request.fold)
        rows = queries.load_page(session, wanted, request.limit + 1)
        following = _find_next(session, wanted, rows, request.limit)
        rows = rows[: request.limit]
        remarks = records.load_remarks(session, [row.Comment.id for row in rows], request.now) if rows else []
        waves = _load_waves(session, rows) if wanted.is_folded else {}
        session.expunge_all()  # or the end of reading would make each object read its row again
    return QueueView(_build_items(rows, remarks, waves, actor.user_id), following)


def list_alike(session: Session, actor: Actor, site: str, heads: Iterable[tuple[int, int]]) -> list[Item]:
    """List what waits with the same text as each of these comments, up to an id each, as it is now.

    No more than can be decided at once; the rest is an item again. Raises UnknownSite, NotAllowed.
    """
    found: list[Item] = []
    with reading(session):
        site_id = access_site(session, actor, site, Action.DECIDE).id
        for head, upto in heads:
            rows = queries.list_alike(session, site_id, head, upto, MOST_ITEMS - 1 - len(found))
            found += [Item(row.id, row.version) for row in rows]
    return found


def _find_next(session: Session, wanted: queries.QueueFilter, rows: Sequence[AnyRow], limit: int) -> str | None:
    if len(rows) > limit:
        last = rows[limit - 1].Comment
        return format_place(last.urgent, last.id)
    edge = queries.find_edge(session, wanted) if wanted.is_folded else None
    return format_place(*edge) if edge else None


def _load_waves(session: Session, rows: Sequence[AnyRow]) -> dict[int, Wave]:
    heads = [row.Comment.id for row in rows if _may_be_wave(row.Comment)]
    found = records.load_waves(session, heads) if heads else []
    return {
        row.id: Wave(row.size, row.upto, [name for name in (row.name_1, row.name_2, row.name_3) if name is not None])
        for row in found
        if row.size > 1
    }


def _may_be_wave(comment: Comment) -> bool:
    is_plain = comment.status == Status.PENDING and not comment.flags and comment.question is None
    return is_plain and comment.fingerprint is not None


def _build_items(
    rows: Sequence[AnyRow], remarks: Sequence[AnyRow], waves: dict[int, Wave], user_id: int | None
) -> list[QueueItem]:
    said: dict[tuple[int, str], list[AnyRow]] = defaultdict(list)
    for remark in remarks:
        said[remark.comment_id, remark.kind].append(remark)
    return [_build_item(row, said, waves.get(row.Comment.id), user_id) for row in rows]


def _build_item(
    row: AnyRow, said: dict[tuple[int, str], list[AnyRow]], wave: Wave | None, user_id: int | None
) -> QueueItem:
    comment: Comment = row.Comment
    return QueueItem(
        comment=comment,
        thread=row.Thread,
        parent=Parent(row.parent, row.answered, row.said) if row.parent is not None else None,
        record=Record(row.published, row.turned_down, row.waiting, row.oldest and row.oldest >> RANDOM_BITS),
        reasons=[Reason(e.words or "", e.symbol or "", explain(e.symbol or "")) for e in said[comment.id, "reason"]],
        flags=[Report(each.symbol, each.words, each.name, each.at) for each in said[comment.id, "flag"]],
        notes=[_build_remark(each) for each in said[comment.id, "note"]],
        question=_build_question(comment, said[comment.id, "asked"]),
        here=[each.name for each in said[comment.id, "here"] if each.user != user_id],
        wave=wave,
    )


def _build_question(comment: Comment, asked: Sequence[AnyRow]) -> Remark | None:
    if comment.question is None:
        return None
    who, name, at = (asked[-1].user, asked[-1].name, asked[-1].at) if asked else (None, None, comment.changed)
    return Remark(0, who, name, comment.question, at)


def _build_remark(row: AnyRow) -> Remark:
    return Remark(row.number, row.user, row.name, row.words, row.at)
