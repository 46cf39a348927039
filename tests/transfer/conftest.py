"""What the tests of transfer/ share: a present time, reading a file whole, and the exports to read."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from discuss.transfer.records import Record
from discuss.transfer.sources import READERS, open_source, recognise

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
SAMPLES = Path(os.environ.get("TEST_SAMPLES", ROOT.parent / "shared" / "samples"))

ReadWxr = Callable[[bytes], list[Record]]


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2024, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def read_wxr(now: datetime) -> ReadWxr:
    return lambda data: list(READERS["wxr"](BytesIO(data), now))


@pytest.fixture(scope="session")
def read_file(now: datetime) -> Callable[[Path], list[Record]]:
    def read(path: Path) -> list[Record]:
        name = recognise(path)
        assert name is not None
        with open_source(path) as source:
            return list(READERS[name](source, now))

    return read


@pytest.fixture(scope="session")
def find_export() -> Callable[[str, str], Path]:
    """Give a public sample where it is, else our own fixture, which has the same traits and counts."""

    def find(sample: str, fixture: str) -> Path:
        there = SAMPLES / sample
        return there if there.exists() else FIXTURES / fixture

    return find
