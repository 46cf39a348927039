"""Nobody needs a compiler: each dependency has a wheel for both kinds of 64-bit machine and every Python we promise.

Only what the package registry tells of its files is read; next to nothing is downloaded.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

from tests.serving import ROOT

if TYPE_CHECKING:
    from tests.wheels import Built, Tools

pytestmark = pytest.mark.servers

LOCK = (ROOT / "requirements.txt").read_text()
EXTRAS = "postgresql,redis"
DEBIAN_12_GLIBC = 36  # 2.36
MACHINES = ("x86_64", "aarch64")
PYTHONS = ("3.11", "3.12", "3.13")
everywhere = pytest.mark.parametrize(("machine", "python"), [*product(MACHINES, PYTHONS)])


@dataclass(frozen=True, slots=True)
class Wheel:
    """One that pip chose."""

    pin: str
    file: str
    sha256: str

    @property
    def is_for_all(self) -> bool:
        return self.file.endswith("-none-any.whl")


def resolve(tools: Tools, machine: str, python: str, *wanted: str) -> list[Wheel]:
    """Let pip choose wheels for another machine. Fails with pip's words where there is none."""
    platforms = ["manylinux2014", *(f"manylinux_2_{minor}" for minor in range(17, DEBIAN_12_GLIBC + 1))]
    where = [word for each in platforms for word in ("--platform", f"{each}_{machine}")]
    options = [
        "--quiet",
        "--dry-run",
        "--ignore-installed",
        "--only-binary=:all:",
        "--target",
        "nowhere",
        "--report",
        "-",
    ]
    report = tools.run("pip", "install", *options, *where, "--python-version", python, *wanted)
    return [
        Wheel(
            pin=f"{each['metadata']['name'].lower().replace('_', '-')}=={each['metadata']['version']}",
            file=each["download_info"]["url"].rsplit("/", 1)[-1],
            sha256=each["download_info"]["archive_info"]["hashes"]["sha256"],
        )
        for each in json.loads(report)["install"]
    ]


def read_lock(python: str) -> list[str]:
    """Give what is locked for a Python, like `flask==3.1.3`."""
    here = {"python_version": python, "python_full_version": f"{python}.9", "implementation_name": "cpython"}
    found = [Requirement(line) for line in re.findall(r"^(\S.*?) \\$", LOCK, re.MULTILINE)]
    return [f"{each.name}{each.specifier}" for each in found if each.marker is None or each.marker.evaluate(here)]


@pytest.fixture(scope="module")
def for_all(tools: Tools) -> set[str]:
    """What is locked and made of Python alone: that much need not be asked again for each machine."""
    wheels = resolve(tools, MACHINES[0], PYTHONS[0], "--no-deps", *read_lock(PYTHONS[0]))
    return {wheel.pin for wheel in wheels if wheel.is_for_all}


@pytest.fixture(scope="module")
def newest(tools: Tools, built: Built) -> list[str]:
    """What pip chooses today for one who installs the wheel with all extras, where it is compiled and not as locked."""
    wheels = resolve(tools, MACHINES[0], PYTHONS[0], f"{built.wheel}[{EXTRAS}]")
    locked = read_lock(PYTHONS[0])
    return [wheel.pin for wheel in wheels if not wheel.is_for_all and wheel.pin not in locked]


@everywhere
def test_what_is_locked_has_wheels(tools: Tools, for_all: set[str], machine: str, python: str) -> None:
    wanted = [pin for pin in read_lock(python) if pin not in for_all]
    wheels = resolve(tools, machine, python, "--no-deps", *wanted)
    assert {wheel.pin for wheel in wheels} == set(wanted)
    assert [wheel.file for wheel in wheels if f"sha256:{wheel.sha256}" not in LOCK] == []


@everywhere
def test_what_pip_would_choose_today_has_wheels(tools: Tools, newest: list[str], machine: str, python: str) -> None:
    if newest:
        assert {wheel.pin for wheel in resolve(tools, machine, python, "--no-deps", *newest)} == set(newest)


def test_a_machine_without_wheels_would_be_noticed(tools: Tools) -> None:
    with pytest.raises(AssertionError, match="No matching distribution"):
        resolve(tools, "sparc64", PYTHONS[0], "--no-deps", next(pin for pin in read_lock("3.11") if "msgspec" in pin))
