"""Whatever the queue is narrowed down to, a page of it never reads all that waits, nor the whole log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.generate import add_site
from benchmarks.queue import ADMIN, NARROWINGS, Flood, fill_queue
from discuss.domain.status import Status
from discuss.services.narrowing import Narrowing
from discuss.services.queue import QueueRequest, load_queue
from discuss.store.session import writing
from discuss.store.tables import Comment, Flag, Thread
from tests.store.listening import listening
from tests.store.test_plans import BIG, explain

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOTHING: dict[str, None] = {"address": None, "note": None}
REQUESTS = {
    **{name: QueueRequest(site="town", narrowing=narrowing) for name, narrowing in NARROWINGS.items()},
    **{f"what is {status}": QueueRequest(site="town", status=status) for status in Status},
    "the next page": QueueRequest(site="town", cursor="0-3600000000000000000"),
    "the next page, of the urgent": QueueRequest(site="town", cursor="1-3600000000000000000"),
    "by discussion and rule": QueueRequest(site="town", narrowing=Narrowing(thread="/1", reason="premoderated")),
    "asked about": QueueRequest(site="town", narrowing=Narrowing(asked=True)),
}


@pytest.fixture
def full(engine: Engine) -> Engine:
    """A database where two thousand comments wait, of which the planner knows."""
    with Session(engine, expire_on_commit=False) as session:
        fill_queue(session, site := add_site(session), Flood(2_000))
        with writing(session):
            for comment in session.scalars(select(Comment)):
                session.add(Thread(id=comment.id, site_id=site, key=f"/empty/{comment.id}", url="", created=0))
                session.add(Flag(comment_id=comment.id, reader=b"r", reason="spam", at=0, settled=1, **NOTHING))
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return engine


def is_small(engine: Engine, name: str) -> bool:
    """Words are found by an index for which PostgreSQL thinks two thousand comments too few."""
    return name == "by words" and engine.dialect.name == "postgresql"


def complaints(plan: list[str]) -> list[str]:
    """Give the lines of a plan that read a big table whole."""
    scans = [f"SCAN {table}" for table in (*BIG, "other")] + [f"Seq Scan on {table}" for table in BIG]
    return [line for line in plan if any(f"{scan} " in f"{line} " for scan in scans) and "USING COVERING" not in line]


@pytest.mark.parametrize("name", REQUESTS)
def test_a_page_reads_a_range(full: Engine, name: str) -> None:
    with Session(full) as session:
        with listening(full) as said:
            load_queue(session, ADMIN, REQUESTS[name])
        plans = [explain(session.connection(), *sent) for sent in said.sent]
    assert len(plans) <= 5
    assert is_small(full, name) or [line for plan in plans for line in complaints(plan)] == []


def test_the_like_of_one_and_the_person_of_one_read_ranges(full: Engine) -> None:
    with Session(full) as session:
        first = session.scalars(select(Comment.id).order_by(Comment.id).limit(1)).one()
        for narrowing in (Narrowing(like=first), Narrowing(person=first)):
            with listening(full) as said:
                view = load_queue(session, ADMIN, QueueRequest(site="town", narrowing=narrowing))
            assert view.items
            for sent in said.sent:
                assert complaints(explain(session.connection(), *sent)) == [], sent[0]
