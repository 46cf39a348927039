"""What a decision would do: what comes into sight or goes out of it, and how many mails go out. It does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.decisions import Deed, result_of
from discuss.domain.permissions import Action, Actor, may
from discuss.domain.status import Kind, Status
from discuss.services.history import is_gone
from discuss.services.moderation import check_decision
from discuss.services.notifying import choose_listeners
from discuss.store.queries import effects as queries
from discuss.store.queries.history import list_deleted_by_author, load_former_statuses
from discuss.store.session import reading

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.services.moderation import Decision
    from discuss.store.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Numbers: of comments that are decided about, on so many `pages`; of `answers` below that go along.

    `appear`, `vanish`: come into sight or go out of it; `places`: leave an empty place, since answers to them stay.
    `mails`: to readers who wait for replies. `missing`: not as they were seen any more.
    """

    comments: int
    pages: int
    answers: int
    appear: int
    vanish: int
    places: int
    mails: int
    missing: int


@dataclass(frozen=True, slots=True)
class _Change:
    """A comment and the status that it would have."""

    row: AnyRow
    after: Status

    @property
    def appears(self) -> bool:
        return self.after.is_visible and not Status(self.row.status).is_visible

    @property
    def vanishes(self) -> bool:
        return not self.after.is_visible and Status(self.row.status).is_visible


def preview_decision(session: Session, instance: Instance, actor: Actor, decision: Decision) -> Effects:
    """Foresee what a decision about these items would do. Raises Invalid."""
    check_decision(decision)
    with reading(session):
        return foresee(session, instance, actor, decision)


def has_answers(session: Session, ids: Collection[int]) -> bool:
    """Whether anything stands below one of these."""
    with reading(session):
        return bool(queries.list_all_below(session, ids))


def foresee(session: Session, instance: Instance, actor: Actor, decision: Decision) -> Effects:
    """Foresee, for any number of items. Call it within a transaction."""
    versions = {item.id: item.version for item in decision.items}
    rows = queries.load_slim(session, versions)
    seen = {key: row for key, row in rows.items() if row.version == versions[key]}
    chosen = _allowed(session, actor, seen)
    below = queries.list_all_below(session, chosen) - chosen.keys() if decision.with_replies else set()
    answers = _allowed(session, actor, queries.load_slim(session, below))
    changes = _changes(session, decision.deed, chosen | answers)
    above = queries.load_slim(session, queries.list_all_above(session, changes) - changes.keys())
    vanish = [change for change in changes.values() if change.vanishes]
    return Effects(
        comments=len(chosen),
        pages=len({row.thread_id for row in chosen.values()}),
        answers=len(answers),
        appear=sum(change.appears for change in changes.values()),
        vanish=len(vanish),
        places=len(vanish) - _count_gone(changes, above),
        mails=_count_mails(session, changes, above) if instance.settings.can_mail else 0,
        missing=len(versions) - len(chosen),
    )


def _allowed(session: Session, actor: Actor, rows: Mapping[int, AnyRow]) -> dict[int, AnyRow]:
    """Give what may be decided."""
    deleted = [key for key, row in rows.items() if row.status == Status.DELETED]
    by_author = list_deleted_by_author(session, deleted)
    return {
        key: row for key, row in rows.items() if may(actor, Action.DECIDE, row.site_id) and not is_gone(row, by_author)
    }


def _changes(session: Session, deed: Deed, rows: Mapping[int, AnyRow]) -> dict[int, _Change]:
    former = load_former_statuses(session, rows) if deed is Deed.RESTORE else {}
    return {
        key: _Change(row, result_of(deed, Status(row.status), Status(former[key]) if key in former else None))
        for key, row in rows.items()
    }


def _count_gone(changes: Mapping[int, _Change], above: Mapping[int, AnyRow]) -> int:
    """Count those that leave not even an empty place: nothing that is shown stands below them any more.

    From the last written to the first, for an answer is always younger than what it answers.
    """
    lost: dict[int, int] = {}
    gone = 0
    for key in sorted({*changes, *above}, reverse=True):
        change, row = changes.get(key), changes[key].row if key in changes else above[key]
        was_shown = Status(row.status).is_visible or row.shown_children > 0
        is_visible = change.after.is_visible if change else Status(row.status).is_visible
        if was_shown and not is_visible and row.shown_children - lost.get(key, 0) <= 0:
            gone += bool(change and change.vanishes)
            if row.parent_id is not None:
                lost[row.parent_id] = lost.get(row.parent_id, 0) + 1
    return gone


def _count_mails(session: Session, changes: Mapping[int, _Change], above: Mapping[int, AnyRow]) -> int:
    news = [change.row for change in changes.values() if change.appears and _is_news(change.row)]
    listeners: dict[int, list[AnyRow]] = {}
    for row in queries.load_thread_listeners(session, {row.thread_id for row in news}):
        listeners.setdefault(row.thread_id, []).append(row)
    count = 0
    for row in news:
        if heard := listeners.get(row.thread_id):
            answered = {None, *_visible_above(row, changes, above)}
            count += len(choose_listeners(row, (each for each in heard if each.comment_id in answered)))
    return count


def _is_news(row: AnyRow) -> bool:
    return row.kind == Kind.COMMENT and row.announced is None


def _visible_above(row: AnyRow, changes: Mapping[int, _Change], above: Mapping[int, AnyRow]) -> set[int]:
    """Give what a comment answers, however far above, of what will be visible."""
    found, parent = set(), row.parent_id
    while parent is not None:
        change = changes.get(parent)
        answered = change.row if change else above[parent]
        if (change.after if change else Status(answered.status)).is_visible:
            found.add(parent)
        parent = answered.parent_id
    return found
