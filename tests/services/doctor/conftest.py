from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.services.doctor.benches import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def bench(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Bench]:
    with ExitStack() as stack:
        bench = Bench(tmp_path, sqlite_template, monkeypatch, stack, request)
        bench.build()
        yield bench
