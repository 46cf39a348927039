"""Two moderators who decide about the same thousand comments at the same moment, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from benchmarks.generate import grow_thread, talk
from discuss.domain.decisions import Deed
from discuss.domain.permissions import Actor, Role
from discuss.services import moderation, undoing
from discuss.services.moderation import MOST_ITEMS, Decision, Item
from discuss.store.session import reading
from discuss.store.tables import Comment, LogEntry
from tests.services.looking import check_counts, check_log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from discuss.services.deeds import Batch
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

THREADS = 4


@dataclass(frozen=True, slots=True)
class Desk:
    """Where two people of the team sit, each with a connection of their own."""

    engine: Engine
    instance: Instance
    actor: Actor

    def decide_both(self, items: Sequence[Item], deeds: tuple[Deed, Deed]) -> list[Batch]:
        """Decide about the same comments at once, each beginning at another end."""
        ways = zip((items, items[::-1]), deeds, strict=True)
        wanted = [Decision(items=mine, deed=deed) for mine, deed in ways]
        return self.do_both(
            lambda session, number: moderation.decide(session, self.instance, self.actor, wanted[number])
        )

    def undo_both(self, batch: str) -> list[Batch]:
        return self.do_both(lambda session, _number: undoing.undo(session, self.instance, self.actor, batch))

    def do_both(self, deed: Callable[[Session, int], Batch]) -> list[Batch]:
        barrier = Barrier(2)

        def work(number: int) -> Batch:
            with Session(self.engine, expire_on_commit=False) as session:
                barrier.wait(timeout=60)
                return deed(session, number)

        with ThreadPoolExecutor(2) as people:
            return list(people.map(work, range(2)))


@pytest.fixture
def desk(session: Session, engine: Engine, instance: Instance, site: Site) -> Desk:
    for number in range(THREADS):
        grow_thread(session, site.id, f"/{number}", talk(MOST_ITEMS // THREADS), number)
    return Desk(engine, instance, Actor(roles={site.id: Role.MODERATOR}))


def read_items(session: Session) -> list[Item]:
    with reading(session):
        rows = session.execute(select(Comment.id, Comment.version).order_by(Comment.id))
        return [Item(id=row.id, version=row.version) for row in rows]


def read_statuses(session: Session) -> dict[int, str]:
    with reading(session):
        return {row.id: row.status for row in session.execute(select(Comment.id, Comment.status))}


def check_one_won(session: Session, batches: Sequence[Batch]) -> str:
    """Check that each comment is as exactly one of the two left it, and give the batch of the one."""
    first, second = ({result.id for result in batch.results if result.error is None} for batch in batches)
    assert first | second == set(read_statuses(session))
    assert not first & second
    assert {result.error for batch in batches for result in batch.results} == {None, "stale"}
    statuses = read_statuses(session)
    for batch in batches:
        done = {result.id: result.status for result in batch.results if result.error is None}
        assert done.items() <= statuses.items()
        with reading(session):
            rows = session.execute(select(LogEntry.comment_id, LogEntry.after).where(LogEntry.batch == batch.batch))
            assert sorted((row.comment_id, row.after) for row in rows) == sorted(done.items())
    check_log(session)
    check_counts(session)
    return next(batch.batch for batch, done in zip(batches, (first, second), strict=True) if done)


def test_one_of_two_decisions_at_once_is_carried_out(session: Session, desk: Desk) -> None:
    published = read_statuses(session)
    gone = check_one_won(session, desk.decide_both(read_items(session), (Deed.SPAM, Deed.DELETE)))
    removed = read_statuses(session)
    back = check_one_won(session, desk.decide_both(read_items(session), (Deed.APPROVE, Deed.REJECT)))
    check_one_won(session, desk.undo_both(back))
    assert read_statuses(session) == removed
    check_one_won(session, desk.undo_both(gone))
    assert read_statuses(session) == published


def test_halves_that_overlap_are_each_decided_once(session: Session, desk: Desk) -> None:
    items = read_items(session)
    mine, others = items[: 2 * MOST_ITEMS // 3], items[MOST_ITEMS // 3 :]
    decisions = [Decision(items=mine, deed=Deed.SPAM), Decision(items=others, deed=Deed.REJECT)]
    batches = desk.do_both(
        lambda session, number: moderation.decide(session, desk.instance, desk.actor, decisions[number])
    )
    done = [{result.id for result in batch.results if result.error is None} for batch in batches]
    assert done[0] | done[1] == {item.id for item in items}
    assert not done[0] & done[1]
    assert set(read_statuses(session).values()) == {"spam", "rejected"}
    check_log(session)
    check_counts(session)
