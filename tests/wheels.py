"""`discuss` as somebody has it who never saw the repository: built, and put by pip into an environment of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.serving import ROOT, LiveServer

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a shell's scripts call. Whatever else `discuss` might start is not there.
BASICS = ("sh", "env", "cat", "cp", "ls", "mkdir", "mv", "rm", "uname")
ABSENT = ("git", "make", "node", "npm", "gcc", "cc")


@dataclass(frozen=True, slots=True)
class Tools:
    """What builds the package, as pyproject.toml names it, and a pip that resolves by metadata alone."""

    folder: Path

    def run(self, *words: str, cwd: Path = ROOT) -> str:
        """Run one of them as a module and give what it prints."""
        return run([sys.executable, "-m", *words], cwd, outside() | {"PYTHONPATH": str(self.folder)})


@dataclass(frozen=True, slots=True)
class Built:
    """The package as one hands it on."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True, slots=True)
class Installation:
    """The wheel in a virtual environment of its own. `basics` holds links to the few programs of every machine."""

    venv: Path
    basics: Path

    @property
    def discuss(self) -> Path:
        return self.venv / "bin" / "discuss"

    def environment(self, home: Path) -> dict[str, str]:
        """Give all the variables there are: a home, and a PATH without compilers, git, make and Node."""
        path = os.pathsep.join((str(self.venv / "bin"), str(self.basics)))
        return {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8"}

    def run(self, place: Path, *words: str, command: tuple[str, ...] = ("discuss",)) -> str:
        """Run a command of it as somebody who stands in `place`, with the home beside it; gives what it prints."""
        home = make_home(place)
        found = shutil.which(command[0], path=str(self.venv / "bin"))
        assert found, command
        return run([found, *command[1:], *words], place, self.environment(home))


@dataclass(slots=True, kw_only=True)
class InstalledServer(LiveServer):
    """`discuss serve` of an installation, started in `data`, where it makes a folder of the same name."""

    installation: Installation

    def command(self, *words: str) -> list[str]:
        return [str(self.installation.discuss), *words]

    @property
    def variables(self) -> dict[str, str]:
        return self.installation.environment(make_home(self.data)) | self.environment


def make_home(place: Path) -> Path:
    """Give the home of whoever stands in `place`: beside it, and empty at first."""
    home = place.parent / f"home-of-{place.name}"
    home.mkdir(exist_ok=True)
    return home


def outside() -> dict[str, str]:
    """Give the tests' own variables, which say where packages come from, without those that lead to this checkout."""
    return {
        name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("DISCUSS_")
    }


def run(words: list[str], cwd: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        words,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "wheels"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def tools(shared_folder: Path) -> Tools:
    folder = shared_folder / "tools"
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    with _once(folder) as is_first:
        if is_first:
            _pip(Path(sys.executable), "--target", str(folder), "pip", *wanted)
    return Tools(folder)


@pytest.fixture(scope="session")
def built(shared_folder: Path, tools: Tools) -> Built:
    folder = shared_folder / "built"
    with _once(folder) as is_first:
        if is_first:
            tools.run("hatchling", "build", "-d", str(folder))
    return Built(wheel=next(folder.glob("*.whl")), sdist=next(folder.glob("*.tar.gz")))


@pytest.fixture(scope="session")
def installation(shared_folder: Path, built: Built) -> Installation:
    """Built and installed once in a run, whoever asks first."""
    venv, basics = shared_folder / "venv", shared_folder / "basics"
    with _once(venv) as is_first:
        if is_first:
            _link_basics(basics)
            run([sys.executable, "-m", "venv", str(venv)], shared_folder, outside())
            _pip(venv / "bin" / "python", str(built.wheel))
    return Installation(venv, basics)


def _pip(python: Path, *words: str) -> None:
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
    run([str(python), "-m", "pip", "install", *quiet, *words], ROOT, outside())


def _link_basics(folder: Path) -> None:
    folder.mkdir()
    for name in BASICS:
        program = shutil.which(name)
        assert program, name
        (folder / name).symlink_to(program)


@contextmanager
def _once(made: Path) -> Iterator[bool]:
    """Say whether `made` is still to be made, while every other worker waits."""
    done = made.with_name(f"{made.name}.done")
    with made.with_name(f"{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not done.exists()
        done.touch()
