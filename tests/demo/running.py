"""Runs the demonstration as a process, as one does in a terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import discuss

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_COMMAND = (sys.executable, "-u", "-m", "discuss")


@contextmanager
def demo(
    place: Path, port: int, command: Sequence[str] = _COMMAND, env: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run the demonstration in `place`; gives it with the addresses it prints, and stops it.

    It is the one of this checkout, with the tests' own variables, where no other is named.
    """
    env = env or os.environ | {"PYTHONPATH": str(Path(discuss.__file__).parents[1])}
    env = {**env, "DISCUSS_DATABASE_URL": "sqlite:////nowhere"}  # an installation of one's own must not be touched
    words = [*command, "demo", "--port", str(port)]
    process = subprocess.Popen(words, cwd=place, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process, read_addresses(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        assert process.stdout
        process.stdout.close()


def read_addresses(process: subprocess.Popen[str]) -> dict[str, str]:
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if "To stop" in line:
            break
    blog, service = re.search(r"Start here +(\S+)/", said), re.search(r"the service is at (\S+)/", said)
    assert blog, said
    assert service, said
    return {"blog": blog[1], "service": service[1]}
