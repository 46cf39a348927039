"""Rows about the process: its memory after work, and its start."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.reading import PAGE, build_page_of_50, rate
from benchmarks.servers import discuss, memory_of_worker
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STARTS = 5


def measure_process(folder: Path) -> Iterator[Row]:
    build_page_of_50(folder)
    starts = []
    for _ in range(STARTS):
        with discuss(folder, PAGE + "/fifty") as server:
            starts.append(server.started)
    with discuss(folder) as server:
        rate(server.url.removesuffix("/healthz") + PAGE + "/fifty", connections=32)
        memory = memory_of_worker(server)
    yield Row(
        "memory of one worker", memory, "≤", 110, " MB", "after reading with 32 connections, shared pages included"
    )
    yield Row("start of `serve` to its first answer", statistics.median(starts), "≤", 1.5, " s", f"median of {STARTS}")
