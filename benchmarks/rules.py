"""A row about the rules: what other rules would have done to the last ten thousand comments."""

from __future__ import annotations

import random
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from benchmarks.generate import add_site, grow_thread, talk
from benchmarks.table import Row
from discuss.domain.permissions import Actor
from discuss.services.rehearsals import MOST, try_rules
from discuss.store.engine import open_engine
from discuss.store.migrate import migrate
from discuss.store.session import writing
from discuss.store.tables import Comment, LogEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

THREADS = 40
READERS = 3_000
TEXTS = 8_000
ROUNDS = 3
_CHANGES = {"rules_preset": "strict", "words": ", ".join(f"word{number}*" for number in range(200))}


def measure_rehearsal(folder: Path) -> Iterator[Row]:
    """Twice as many comments as are judged, so that there is a past; a third of them decided about by people."""
    engine = open_engine(f"sqlite:///{folder / 'discuss.sqlite3'}")
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        site = add_site(session)
        for number in range(THREADS):
            grow_thread(session, site, f"/{number}", talk(2 * MOST // THREADS), number)
        _tell_apart(session, site)
        rounds = [_time_round(session) for _ in range(ROUNDS)]
    engine.dispose()
    took, busy, judged = (median(column) for column in zip(*rounds, strict=True))
    detail = f"{judged:,} comments of {READERS:,} readers, median of {ROUNDS}; {busy:.2f} s of CPU"
    yield Row("what other rules would have done to 10,000 comments", took, "≤", 2, " s", detail)


def _tell_apart(session: Session, site: int) -> None:
    """Give the comments readers and texts, and log what people decided."""
    chance = random.Random(1)
    with writing(session):
        rows = session.execute(select(Comment.id, Comment.created).where(Comment.site_id == site)).all()
        values = [
            {
                "id": row.id,
                "reader": chance.randrange(READERS).to_bytes(16, "big"),
                "fingerprint": chance.randrange(TEXTS).to_bytes(16, "big"),
            }
            for row in rows
        ]
        session.execute(update(Comment), values)
        session.execute(insert(LogEntry), [_decide(site, row.id, row.created) for row in rows[::3]])


def _decide(site: int, comment: int, created: int) -> dict[str, object]:
    change = {"action": "approve", "before": "pending", "after": "approved"}
    return {"site_id": site, "comment_id": comment, "at": created + 1000, "actor": "member", **change}


def _time_round(session: Session) -> tuple[float, float, int]:
    begun, busy = perf_counter(), process_time()
    found = try_rules(session, Actor(is_admin=True), "town", _CHANGES).found
    return perf_counter() - begun, process_time() - busy, found.judged
