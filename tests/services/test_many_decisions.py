"""What deciding about many comments at once costs, in statements, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from benchmarks.generate import grow_thread, talk
from discuss.domain.decisions import Deed
from discuss.domain.permissions import Actor, Role
from discuss.services import moderation, undoing
from discuss.services.moderation import MOST_ITEMS, Decision, Item
from discuss.store.tables import Comment, Thread
from tests.store.listening import listening
from tests.store.recounting import read_tally, recount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

THREADS = 4
MOST_STATEMENTS = 60  # of any number of comments up to a thousand


def read_items(session: Session) -> Sequence[Item]:
    items = [Item(id=row.id, version=row.version) for row in session.execute(select(Comment.id, Comment.version))]
    session.rollback()
    return items


@pytest.mark.parametrize("with_replies", [False, True])
def test_a_thousand_decisions_and_their_undoing_take_few_statements(
    session: Session, engine: Engine, instance: Instance, site: Site, *, with_replies: bool
) -> None:
    threads = [grow_thread(session, site.id, f"/{n}", talk(MOST_ITEMS // THREADS), n).thread for n in range(THREADS)]
    moderator = Actor(roles={site.id: Role.MODERATOR})
    before = [read_tally(session, thread) for thread in threads]
    items = read_items(session)
    wanted = Decision(items=items, deed=Deed.SPAM, with_replies=with_replies)
    with listening(engine) as deciding:
        batch = moderation.decide(session, instance, moderator, wanted)
    assert {(result.status, result.error) for result in batch.results} == {("spam", None)}
    assert [session.get_one(Thread, thread, populate_existing=True).count for thread in threads] == [0] * THREADS
    assert [read_tally(session, thread) for thread in threads] == [recount(session, thread) for thread in threads]
    with listening(engine) as taking_back:
        undone = undoing.undo(session, instance, moderator, batch.batch)
    assert {result.error for result in undone.results} == {None}
    assert [read_tally(session, thread) for thread in threads] == before
    assert len(deciding.sent) <= MOST_STATEMENTS
    assert len(taking_back.sent) <= MOST_STATEMENTS
