"""Every query of a reader is a range scan: its plan never reads a conversation, whatever its size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.generate import SITE, add_site, branch, chain, grow_thread, talk
from discuss.domain.paging import RootCursor, Sort
from discuss.store.counters import SqlCounters
from discuss.store.machine_tables import Counter, RememberedAnswer
from discuss.store.queries import comments, decided, figures, log, pages, reactions, sites, standing, talks
from discuss.store.session import writing
from discuss.store.tables import Comment, Flag, LogEntry, Thread, Vote
from tests.store.listening import listening

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    from benchmarks.generate import Grown

BIG = ("comment", "thread", "vote", "flag", "log", "remembered_answer", "counter")


def explain(connection: Connection, statement: str, values: Any) -> list[str]:
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [row[3] for row in rows]
    # A generic plan is what a prepared statement gets, whatever the values.
    return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]


def complaints(plan: list[str]) -> list[str]:
    """Give the lines of a plan that read a big table whole, or sort more than one page.

    SQLite says SCAN for the few rows of a subquery too, and PostgreSQL sorts what an index has cut to a few.
    """
    scans = [f"SCAN {table}" for table in BIG] + [f"Seq Scan on {table}" for table in BIG]
    bad = [line for line in plan if any(f"{scan} " in f"{line} " for scan in scans) and "USING COVERING" not in line]
    return bad + [line for line in plan if line.startswith("USE TEMP B-TREE FOR ORDER BY")]


@pytest.fixture(params=[True, False], ids=["analysed", "fresh"])
def town(engine: Engine, request: pytest.FixtureRequest) -> Grown:
    """A database with many comments. The planner knows of them, or on SQLite, which never looks by itself, does not."""
    with Session(engine, expire_on_commit=False) as session:
        site = add_site(session)
        wide = grow_thread(session, site, "/wide", branch(2000), apart=0)
        grow_thread(session, site, "/deep", chain(500), seed=1, apart=0)
        for number in range(2, 20):
            grow_thread(session, site, f"/{number}", talk(100, number), seed=number, apart=0)
        fill_others(session, wide)
    if request.param or engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    return wide


def roots(sort: Sort) -> Callable[[Session, Grown], object]:
    return lambda session, town: pages.load_roots(session, town.thread, sort, 26, None)


def more_roots(sort: Sort, *, pinned: bool) -> Callable[[Session, Grown], object]:
    return lambda session, town: pages.load_roots(session, town.thread, sort, 26, cursor(town, sort, pinned=pinned))


def cursor(town: Grown, sort: Sort, *, pinned: bool) -> RootCursor:
    """Stand in the middle: past the last comment a planner may rightly walk the primary key, which ends there."""
    return RootCursor(1, sort, pinned, -0.5, town.ids[1000])


REMEMBERED = RememberedAnswer(site_id=SITE, key="a", fingerprint=b"", at=0)
VOTE = Vote(comment_id=1, reader=b"r", address=b"a", value=1, at=0)
FLAG = Flag(comment_id=1, reader=b"r", address=b"a", reason="spam", note=None, at=0)
ASKED = standing.Asked(site_id=SITE, reader=bytes(16), address=bytes(16), fingerprint=bytes(8))
QUERIES: dict[str, Callable[[Session, Grown], object]] = {
    **{f"first page, {sort}": roots(sort) for sort in Sort},
    **{f"next page, {sort}": more_roots(sort, pinned=False) for sort in Sort},
    **{f"next page among pinned, {sort}": more_roots(sort, pinned=True) for sort in Sort},
    "members' first page": lambda session, town: talks.load_roots(session, town.thread, None, 26, with_hidden=True),
    "members' next page": lambda session, town: talks.load_roots(
        session, town.thread, cursor(town, Sort.OLDEST, pinned=False), 26, with_hidden=True
    ),
    "members' first replies": lambda session, town: talks.load_first_replies(
        session, town.ids[:1] * 3, with_hidden=True
    ),
    "members' replies": lambda session, town: talks.load_replies(session, town.ids[0], 1, 26, with_hidden=True),
    "last decision": lambda session, town: talks.find_last_decision(session, town.ids[0]),
    "first replies": lambda session, town: pages.load_first_replies(session, town.ids[:1] * 3),
    "more replies": lambda session, town: pages.load_replies(session, town.ids[0], town.ids[1000], 26),
    "head": lambda session, _: pages.load_head(session, "town", "/wide", 0),
    "head by thread": lambda session, town: pages.load_head_by_thread(session, town.thread, 0),
    "replies to delete with a root": lambda session, town: session.scalars(
        select(Comment.id).where(Comment.root_id == town.ids[9])
    ).all(),
    "one comment": lambda session, town: pages.load_comment(session, town.ids[7]),
    "ancestors": lambda session, town: pages.load_ancestors(session, town.ids[1999], 20),
    "counts": lambda session, _: pages.load_counts(session, SITE, ["/wide", "/deep"]),
    "thread by key": lambda session, _: comments.find_thread(session, SITE, "/wide"),
    "thread by key, locked": lambda session, _: comments.find_thread_locked(session, SITE, "/wide"),
    "standing": lambda session, _: standing.load_standing(session, ASKED),
    "published by a reader": lambda session, _: standing.count_approved(session, SITE, bytes(16), 2),
    "key used": lambda session, _: comments.find_remembered(session, SITE, "a"),
    "answer kept": lambda session, _: comments.remember_answer(session, REMEMBERED),
    "site of comment": lambda session, town: sites.find_site_of_comment(session, town.ids[0]),
    "vote": lambda session, _: reactions.find_vote(session, VOTE),
    "votes of an address": lambda session, _: reactions.count_others(session, VOTE),
    "flags of an address": lambda session, _: reactions.count_others(session, FLAG),
    "decisions by reason": lambda session, _: decided.count_by_reason(session, SITE, ["spam"], ([5, 9], 10)),
    # Where age closes threads a third statement walks them from the newest on, until it has as many as it wants.
    "closed threads": lambda session, _: decided.list_closable(session, SITE, (None, None), 50),
    "decisions by time": lambda session, town: figures.count_quarters(session, SITE, ["spam"], town.ids[990], 1),
    "waits": lambda session, town: figures.list_waits(session, SITE, town.ids[990], 50),
    "oldest that waits": lambda session, _: figures.find_oldest_waiting(session, SITE),
    "held": lambda session, town: figures.count_held(session, SITE, town.ids[990]),
    "held by reason": lambda session, town: figures.count_by_reason(session, SITE, town.ids[990]),
    "arrived": lambda session, _: figures.count_arrived(session, SITE, 1_800_000_000_000),
    "log": lambda session, _: log.load_log(session, SITE, log.LogFilter(), log.LogPage(10**6, 51)),
    "limits": lambda session, _: SqlCounters(session, ["a", "b", "c"]).get("a"),
}


def fill_others(session: Session, town: Grown) -> None:
    """Give the other tables enough rows for PostgreSQL to prefer an index."""
    with writing(session):
        for name in town.ids[:1000]:
            session.add(Thread(id=name, site_id=SITE, key=f"/empty/{name}", url="", created=0))
            session.add(Vote(comment_id=name, reader=b"r", address=b"a", value=1, at=0))
            session.add(Flag(comment_id=name, reader=b"r", address=b"a", reason="spam", note=None, at=0))
            session.add(LogEntry(site_id=SITE, at=name, actor="member", action="spam"))
            session.add(Counter(key=str(name), count=1, expires=0.0))
            session.add(LogEntry(site_id=SITE, comment_id=name, at=0, actor="member", action="approve"))
            session.add(RememberedAnswer(site_id=SITE, key=str(name), fingerprint=b"", at=0))


def test_every_query_of_a_reader_is_a_range_scan(engine: Engine, town: Grown) -> None:
    found: dict[str, list[str]] = {}
    with Session(engine) as session:
        for name, query in QUERIES.items():
            with listening(engine) as statements:
                query(session, town)
            assert statements.sent, name
            for statement, values in statements.sent:
                plan = explain(session.connection(), statement, values)
                if complaints(plan):
                    found[name] = plan
            session.rollback()
    assert found == {}


INDEXES = {
    **{name: "ix_comment_roots_by_id" for name in QUERIES if name.endswith(("page, oldest", "page, newest"))},
    **{name: "ix_comment_roots_by_rank" for name in QUERIES if name.endswith("page, best")},
    "members' first replies": "ix_comment_replies",
    "members' replies": "ix_comment_replies",
    "first replies": "ix_comment_replies",
    "more replies": "ix_comment_replies",
    "replies to delete with a root": "ix_comment_replies",
    "standing": "ix_comment_reader",
}


def test_the_index_made_for_a_query_is_used_by_it(engine: Engine, town: Grown) -> None:
    plans: dict[str, str] = {}
    with Session(engine) as session:
        assert set(INDEXES) <= set(QUERIES)
        for name in INDEXES:
            with listening(engine) as statements:
                QUERIES[name](session, town)
            plans[name] = "\n".join(line for sent in statements.sent for line in explain(session.connection(), *sent))
    assert {name: plan for name, plan in plans.items() if INDEXES[name] not in plan} == {}
