"""Rows about posting: eight clients through the whole pipeline, against what the disk does with one row a commit."""

from __future__ import annotations

import http.client
import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from benchmarks.generate import BASE_URL, BODY, add_site
from benchmarks.servers import discuss
from benchmarks.table import Row
from discuss.store.engine import open_engine
from discuss.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CLIENTS = 8
SECONDS = 4.0


def count_commits(file: Path) -> float:
    """Give durable commits of one row a second, by eight connections at once: the better of that and of one alone."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")

    def write(until: float) -> int:
        connection = sqlite3.connect(file, timeout=30, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        count = 0
        while time.perf_counter() < until:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO note (body) VALUES (?)", (BODY,))
            connection.execute("COMMIT")
            count += 1
        connection.close()
        return count

    return max(_rate(write, clients) for clients in (1, CLIENTS))


def count_posts(url: str) -> float:
    """Give accepted posts a second of eight clients, each on its own connection."""
    address = urlsplit(url)

    def post(until: float) -> int:
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        count = 0
        while time.perf_counter() < until:
            draft = {"url": f"{BASE_URL}/busy/{count % 20}", "body": BODY, "author": {"name": "Ann"}}
            headers = {"Content-Type": "application/json", "Idempotency-Key": f"{id(connection)}-{count}"}
            connection.request("POST", "/api/v1/sites/town/comments", json.dumps(draft), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.HTTPStatus.CREATED:
                raise SystemExit(f"A post was answered {answer.status}.")
            count += 1
        connection.close()
        return count

    return _rate(post, CLIENTS)


def _rate(work: Callable[[float], int], clients: int) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        total = sum(pool.map(work, [begun + SECONDS] * clients))
    return total / (time.perf_counter() - begun)


def measure_posts(folder: Path) -> Iterator[Row]:
    engine = open_engine(f"sqlite:///{folder / 'discuss.sqlite3'}")
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        add_site(session)
    engine.dispose()
    with discuss(folder) as server:
        count_posts(server.url)  # warm
        posts = count_posts(server.url)
    commits = count_commits(folder / "commits.sqlite3")
    detail = f"{posts:,.0f} posts/s against {commits:,.0f} commits/s"
    yield Row("posts with 8 clients against one-row durable commits", posts / commits, "≥", 0.3, detail=detail)
