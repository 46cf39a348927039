"""Rows about moderating: a thousand decisions in one transaction, and taking them back, against one-row commits."""

from __future__ import annotations

from secrets import token_hex
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.generate import add_site, grow_thread, talk
from benchmarks.posting import count_commits
from benchmarks.table import Row
from discuss.config import Settings
from discuss.domain.decisions import Deed
from discuss.domain.permissions import Actor, Role
from discuss.services.instance import Instance
from discuss.services.moderation import MOST_ITEMS, Decision, Item, decide
from discuss.services.undoing import undo
from discuss.store.engine import open_engine
from discuss.store.migrate import migrate
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

THREADS = 20
ROUNDS = 5


def measure_decisions(folder: Path) -> Iterator[Row]:
    url = f"sqlite:///{folder / 'discuss.sqlite3'}"
    engine = open_engine(url)
    migrate(engine)
    instance = Instance(settings=Settings(secret_key=token_hex(), database_url=url))
    with Session(engine, expire_on_commit=False) as session:
        site = add_site(session)
        for number in range(THREADS):
            grow_thread(session, site, f"/{number}", talk(MOST_ITEMS // THREADS), number)
        moderator = Actor(roles={site: Role.MODERATOR})
        rounds = [_time_round(session, instance, moderator) for _ in range(ROUNDS)]
    engine.dispose()
    commits = count_commits(folder / "commits.sqlite3")
    for what, seconds in zip(("deciding", "undoing"), zip(*rounds, strict=True), strict=True):
        took = median(seconds)
        detail = f"{took:.2f} s, median of {ROUNDS}; {commits:,.0f} commits/s"
        yield Row(
            f"{what} 1,000 at once against one-row durable commits",
            MOST_ITEMS / took / commits,
            "≥",
            0.075,
            detail=detail,
        )


def _time_round(session: Session, instance: Instance, moderator: Actor) -> tuple[float, float]:
    """Give the seconds that it takes to decide about everything, and to take that back."""
    items = [Item(id=row.id, version=row.version) for row in session.execute(select(Comment.id, Comment.version))]
    session.rollback()
    begun = perf_counter()
    batch = decide(session, instance, moderator, Decision(items=items, deed=Deed.SPAM)).batch
    decided = perf_counter()
    undo(session, instance, moderator, batch)
    return decided - begun, perf_counter() - decided
