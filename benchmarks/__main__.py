"""Measure the budgets and print them as ratios of one run.

    python -m benchmarks [embed] [page] [posts] [decisions] [import] [process] [queue] [rules] [size]

`BENCH_COMMENTS` (1,000,000) sets the size of the large installation.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.deciding import measure_decisions
from benchmarks.embed import measure_embed
from benchmarks.importing import measure_import
from benchmarks.posting import measure_posts
from benchmarks.process import measure_process
from benchmarks.queue import measure_queue
from benchmarks.reading import measure_page, measure_size
from benchmarks.rules import measure_rehearsal
from benchmarks.table import print_head, print_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.table import Row

COMMENTS = int(os.environ.get("BENCH_COMMENTS", "1000000"))
MEASURES: dict[str, Callable[[Path], Iterator[Row]]] = {
    "embed": measure_embed,
    "page": measure_page,
    "posts": measure_posts,
    "decisions": measure_decisions,
    "import": measure_import,
    "process": measure_process,
    "queue": measure_queue,
    "rules": measure_rehearsal,
    "size": lambda folder: measure_size(folder, COMMENTS),
}


def main(names: list[str]) -> int:
    """Run the named measures, or all; 1 if a budget is missed."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print_head()
    missed = 0
    for name in names or MEASURES:
        with tempfile.TemporaryDirectory(prefix="discuss-bench-") as folder:
            for row in MEASURES[name](Path(folder)):
                print_row(row)
                missed += not row.is_met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
