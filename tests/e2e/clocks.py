"""A clock that tests move while the real service runs: the processes of the service read how far from a file."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Python imports a module of this name before anything else, also in every worker.
_NAME = "sitecustomize.py"
_PATCH = """
import time
from pathlib import Path

_real, _file = time.time, Path({file!r})
time.time = lambda: _real() + float(_file.read_text() or 0)
"""


@dataclass(frozen=True, slots=True)
class Clock:
    """How many seconds the service is ahead."""

    file: Path

    def move(self, hours: float) -> None:
        """Let the service be so far ahead of this machine from now on."""
        beside = self.file.with_suffix(".new")
        beside.write_text(str(hours * 3600))
        beside.replace(self.file)  # at once: somebody reads it all the time


@contextmanager
def moving_clock(folder: Path) -> Iterator[Clock]:
    """Give a clock to every Python that starts meanwhile."""
    clock = Clock(folder / "ahead")
    clock.move(0)
    (folder / _NAME).write_text(_PATCH.format(file=str(clock.file)))
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), before]))
    try:
        yield clock
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
