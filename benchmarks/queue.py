"""Rows about the moderators' queue: a page of it with 100,000 comments waiting, against one with 100."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks.generate import BASE_URL, BODY, HTML, STARTED, WORDS, add_site
from benchmarks.table import Row
from discuss.domain.fingerprints import build_fingerprint
from discuss.domain.ids import build_id
from discuss.domain.permissions import Actor
from discuss.services.narrowing import Narrowing
from discuss.services.queue import QueueRequest, load_queue
from discuss.store.engine import open_engine
from discuss.store.migrate import migrate
from discuss.store.session import writing
from discuss.store.tables import Comment, Flag, LogEntry, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

FEW, MANY = 100, 100_000
ROUNDS, TURNS = 15, 4
PAGE = 25
_APART = 1_000
_BATCH = 2_500
ADMIN = Actor(is_admin=True)

NARROWINGS: dict[str, Narrowing] = {
    "as it stands": Narrowing(),
    "by words": Narrowing(q="Street0003"),
    "by a word that all have": Narrowing(q="Street"),
    "by discussion": Narrowing(thread="/1"),
    "by author": Narrowing(author="Reader 1"),
    "by rule": Narrowing(reason="premoderated"),
    "by report": Narrowing(reason="illegal"),
    "by age": Narrowing(since=STARTED + 1),
}


@dataclass(frozen=True, slots=True)
class Flood:
    """How much waits. `alike`: every so many have a text that others have; 1: all of them the same."""

    comments: int
    alike: int = 10


def fill_queue(session: Session, site: int, flood: Flood) -> None:
    """Let comments wait, each for a rule, on twenty pages, of readers who wrote thirty each; a few are reported."""
    threads = [build_id(STARTED, 100 + number) for number in range(20)]
    with writing(session):
        for number, thread in enumerate(threads):
            place = f"/{number}"
            session.add(Thread(id=thread, site_id=site, key=place, url=BASE_URL + place, created=STARTED))
    for begun in range(0, flood.comments, _BATCH):
        numbers = range(begun, min(begun + _BATCH, flood.comments))
        rows = [_build_comment(site, threads[number % 20], number, flood) for number in numbers]
        with writing(session):
            connection = session.connection()
            connection.execute(insert(Comment.__table__), rows)  # type: ignore[arg-type]
            connection.execute(insert(LogEntry.__table__), [_build_entry(row) for row in rows])  # type: ignore[arg-type]
            if reports := [_build_flag(row) for row in rows if row["flags"]]:
                connection.execute(insert(Flag.__table__), reports)  # type: ignore[arg-type]


def _build_comment(site: int, thread: int, number: int, flood: Flood) -> dict[str, Any]:
    at = STARTED + number * _APART
    readers = max(3, flood.comments // 30)
    streets = flood.comments // PAGE  # so that a page of what is found is as full among few as among many
    is_alike, is_reported = number % flood.alike == 0, number % 50 == 49
    text = f"Buy these watches today, {BODY}" if is_alike else f"{BODY} {number}"
    return {
        "id": build_id(at, number),
        "site_id": site,
        "thread_id": thread,
        "status": "pending",
        "body": text,
        "body_html": HTML,
        "excerpt": "Some words about the town hall",
        "rendered_by": "generated",
        "author_name": f"Reader {number % readers}",
        "reader": (number % readers).to_bytes(16),
        "search_text": f"reader {number % readers} street{number % streets:04} {WORDS}",
        "fingerprint": build_fingerprint(text).kept,
        "flags": int(is_reported),
        "urgent": int(number % 5_000 == 49),
        "created": at,
        "changed": at,
    }


def _build_entry(row: dict[str, Any]) -> dict[str, Any]:
    own = {name: row[name] for name in ("site_id", "thread_id")} | {"comment_id": row["id"], "at": row["created"]}
    return own | {
        "actor": "rule",
        "action": "hold",
        "before": None,
        "after": "pending",
        "rule": "premoderation",
        "reason": "premoderated",
    }


def _build_flag(row: dict[str, Any]) -> dict[str, Any]:
    reason = "illegal" if row["urgent"] else "spam"
    return {"comment_id": row["id"], "reader": bytes(16), "reason": reason, "at": row["created"]}


def _open(folder: Path, flood: Flood) -> Engine:
    folder.mkdir()
    engine = open_engine(f"sqlite:///{folder / 'discuss.sqlite3'}")
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        fill_queue(session, add_site(session), flood)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return engine


def _time(engine: Engine, request: QueueRequest) -> float:
    with Session(engine, expire_on_commit=False) as session:
        begun = time.perf_counter()
        for _ in range(TURNS):
            load_queue(session, ADMIN, request)
        return (time.perf_counter() - begun) / TURNS


def _compare(engines: tuple[Engine, Engine], request: QueueRequest) -> tuple[float, float]:
    """Give the median times of a page in seconds, with few waiting and with many, taken in turns."""
    for engine in engines:
        _time(engine, request)
    rounds = [[_time(engine, request) for engine in engines] for _ in range(ROUNDS)]
    few, many = (statistics.median(column) for column in zip(*rounds, strict=True))
    return few, many


def measure_queue(folder: Path) -> Iterator[Row]:
    few, many = _open(folder / "few", Flood(FEW)), _open(folder / "many", Flood(MANY))
    for name, narrowing in NARROWINGS.items():
        yield _row(name, _compare((few, many), QueueRequest(site="town", narrowing=narrowing, limit=PAGE)))
    same = _open(folder / "same", Flood(MANY, alike=1))
    yield _row("all of them the same text", _compare((few, same), QueueRequest(site="town", limit=PAGE)))
    for engine in (few, many, same):
        engine.dispose()


def _row(name: str, times: tuple[float, float]) -> Row:
    few, many = times
    detail = f"{many * 1000:.1f} ms with {MANY:,} waiting, {few * 1000:.1f} ms with {FEW}"
    return Row(f"a page of the queue, {name}", many / few, "≤", 1.5, "×", detail)
