"""Rows about reading: a page of 50 beside a bare Flask view and nginx, and the first page of a large installation."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from typing import TYPE_CHECKING
from urllib.request import urlopen

from sqlalchemy.orm import Session

from benchmarks.generate import add_site, fill, grow_thread
from benchmarks.servers import bare_flask, discuss, nginx
from benchmarks.table import Row
from discuss.store.engine import open_engine
from discuss.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECONDS = 3
ROUNDS = 3
PAGE = "/api/v1/sites/town/comments?thread="


def rate(url: str, connections: int = 8) -> float:
    """Give requests a second. wrk takes one thread: the machine is the server's."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is missing: apt install wrk")
    command = [program, "-t1", f"-c{connections}", f"-d{SECONDS}s", url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise SystemExit(output)
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if found is None:
        raise SystemExit(output)
    return float(found[1])


def read(url: str) -> bytes:
    with urlopen(url) as answer:  # noqa: S310 - our own address
        return bytes(answer.read())


def build_page_of_50(folder: Path) -> None:
    """Ten roots with four replies each."""
    shape = [parent for root in range(0, 50, 5) for parent in (None, root, root, root, root)]
    engine = open_engine(f"sqlite:///{folder / 'discuss.sqlite3'}")
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        grow_thread(session, add_site(session), "/fifty", shape)
    engine.dispose()


def measure_page(folder: Path) -> Iterator[Row]:
    build_page_of_50(folder)
    file = folder / "page.json"
    with discuss(folder) as ours:
        url = ours.url.removesuffix("/healthz") + PAGE + "/fifty"
        file.write_bytes(read(url))
        with bare_flask(file) as bare, nginx(file) as fast:
            rounds = [(rate(url), rate(bare.url), rate(fast.url) if fast else 0.0) for _ in range(ROUNDS)]
    page, flask, file_rate = (statistics.median(column) for column in zip(*rounds, strict=True))
    beside = f"nginx serves the file {file_rate:,.0f}/s" if file_rate else "nginx is missing"
    detail = f"{page:,.0f}/s against {flask:,.0f}/s, {file.stat().st_size:,} bytes; {beside}"
    yield Row("a page of 50 against a bare Flask view", page / flask, "≥", 0.2, detail=detail)


def measure_size(folder: Path, comments: int) -> Iterator[Row]:
    """Compare the first page of a thread of 1,000 comments: alone, and as one of many."""
    rates: list[list[float]] = [[], []]
    folders = [folder / "small", folder / "large"]
    for each, size in zip(folders, (1_000, comments), strict=True):
        each.mkdir()
        fill(f"sqlite:///{each / 'discuss.sqlite3'}", size, size // 1_000)
    with discuss(folders[0]) as small, discuss(folders[1]) as large:
        for _ in range(ROUNDS):
            for server, found in zip((small, large), rates, strict=True):
                found.append(rate(server.url.removesuffix("/healthz") + PAGE + "/0"))
    one, many = (statistics.median(found) for found in rates)
    detail = f"{one:,.0f}/s at 1,000 comments, {many:,.0f}/s at {comments:,} on {comments // 1_000:,} threads"
    yield Row("first page at 1,000,000 comments against 1,000", one / many, "≤", 1.3, "×", detail)
