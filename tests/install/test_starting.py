"""What keeps the command from starting is one line with its cure, never a page of Python's own words."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from typing import TYPE_CHECKING

import pytest

from discuss import __main__ as start
from tests.serving import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.wheels import Installation


def fail(words: list[str], place: Path, **variables: str) -> str:
    """Run what must fail and give the one line that it says."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(words, cwd=place, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    return line


def test_a_package_that_is_missing_is_named_with_its_cure(tmp_path: Path) -> None:
    said = fail([sys.executable, "-S", "-m", "discuss", "--version"], tmp_path)  # -S: without what is installed
    assert "click is missing" in said
    assert sys.executable in said
    assert "pip install discuss-comments" in said


def test_a_package_that_was_made_for_another_machine_is_named(tmp_path: Path) -> None:
    (tmp_path / f"msgspec{EXTENSION_SUFFIXES[0]}").write_bytes(b"\x7fELF of some other machine")
    said = fail([sys.executable, "-m", "discuss", "serve"], tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert "msgspec was made for another" in said
    assert "python3 -m venv" in said


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    with pytest.raises(SystemExit) as stopped:
        start.main()
    assert "needs Python 3.11 or newer" in str(stopped.value)


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_an_old_python_can_read_so_far(name: str) -> None:
    assert ast.parse((ROOT / "discuss" / name).read_text(), feature_version=(3, 7))


def test_a_32_bit_system_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)
    said = start.explain(ModuleNotFoundError("No module named 'msgspec'", name="msgspec")) or ""
    assert "msgspec" in said
    assert "64-bit Raspberry Pi OS" in said


def test_a_fault_of_our_own_is_not_explained_away() -> None:
    assert start.explain(ImportError("cannot import name 'x'", name="discuss.domain")) is None
    assert start.explain(ImportError("nothing is known of it")) is None


@pytest.mark.servers
@pytest.mark.parametrize(
    ("variable", "url", "extra"),
    [
        ("DISCUSS_DATABASE_URL", "postgresql://town@127.0.0.1/comments", "postgresql"),
        ("DISCUSS_REDIS_URL", "redis://127.0.0.1:1", "redis"),
    ],
)
def test_an_extra_that_a_setting_asks_for_is_named(
    installation: Installation, tmp_path: Path, variable: str, url: str, extra: str
) -> None:
    installation.run(tmp_path, "init")
    said = fail([str(installation.discuss), "jobs", "run", "--once"], tmp_path, PYTHONPATH="", **{variable: url})
    assert f'{installation.venv}/bin/python -m pip install "discuss-comments[{extra}]"' in said


def test_a_command_in_the_wrong_folder_names_the_place_it_looked_at(tmp_path: Path) -> None:
    said = fail([sys.executable, "-m", "discuss", "site", "list"], tmp_path, DISCUSS_DATA_DIR="data")
    assert f"Nothing is set up in {tmp_path / 'data'}" in said
    assert "discuss init" in said


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    for words in (["init"], ["serve", "--port", "0"]):
        said = fail([sys.executable, "-m", "discuss", *words], tmp_path, DISCUSS_DATA_DIR="taken/data")
        assert str(tmp_path / "taken" / "data") in said
        assert "Go to a folder of your own" in said
