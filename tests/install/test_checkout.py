"""A checkout says in one line, with its cure, what its machine lacks. A stand-in plays the Python that lacks it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.serving import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# What it is asked, and how it answers: `exit` codes, or the copy of itself that `-m venv` makes.
_PYTHON = """#!/bin/sh
case "$*" in
    *ensurepip*) exit {ensurepip} ;;
    *maxsize*) exit {bits} ;;
    *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *"-m pip"*) exit 1 ;;
    *) exec {real} "$@" ;;
esac
"""


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"ensurepip": 1, "bits": 1}, "apt install python3-venv"),
        ({"ensurepip": 0, "bits": 0}, "64-bit Raspberry Pi OS"),
        ({"ensurepip": 0, "bits": 1}, "Is the network there?"),
    ],
)
def test_what_a_machine_lacks_is_one_line_with_its_cure(tmp_path: Path, answers: dict[str, int], said: str) -> None:
    (tmp_path / "scripts").mkdir()
    for name in ("requirements.txt", "scripts/venv.sh"):
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(_PYTHON.format(real=sys.executable, **answers))
    python.chmod(0o755)
    env = os.environ | {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "PYTHON": ""}
    done = subprocess.run(
        ["sh", "scripts/venv.sh", "requirements.txt"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert said in line


def test_the_line_to_paste_first_says_what_is_here() -> None:
    paper = (ROOT / "docs" / "install" / "trouble.md").read_text()
    line = re.findall(r"^```sh\n(.*?)\n```", paper, re.MULTILINE | re.DOTALL)[0]
    env = os.environ | {"PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"}  # noqa: PTH120
    done = subprocess.run(["sh", "-c", line], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [sys.version.split()[0], "64-bit"]
