"""A command at a pseudo-terminal, answered as a person would."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_PATIENCE = 60.0


def talk(command: Sequence[str], answers: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Run `command` where it believes to be seen by a person, give the answers as it asks, and what it said."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=dict(env), close_fds=True
    )
    os.close(theirs)
    said, left = "", list(answers)
    while chunk := _read(ours):
        said += chunk
        if said.rstrip(" ").endswith(":") and left:
            os.write(ours, f"{left.pop(0)}\n".encode())
    os.close(ours)
    return process.wait(_PATIENCE), said.replace("\r\n", "\n")


def _read(terminal: int) -> str:
    ready, _, _ = select.select([terminal], [], [], _PATIENCE)
    assert ready, "It says nothing any more."
    try:
        return os.read(terminal, 65_536).decode()
    except OSError:  # the other side has ended
        return ""
