"""Fixtures: the real `discuss serve` on either database, with a site `town` that knows no limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import SECRET
from tests.serving import LiveServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> LiveServer:
    """A server that has not been started, with two workers."""
    data = tmp_path / "data"
    data.mkdir()
    environment = {"DISCUSS_DATABASE_URL": database_url, "DISCUSS_SECRET_KEY": SECRET}
    server = LiveServer(data, environment, workers=2)
    server.run("site", "add", "town", "--name", "Town Talk", "--url", "https://town.example")
    server.run("site", "set", "town", "premoderation=none", "posts_limit=off")
    return server


@pytest.fixture
def live_server(server: LiveServer) -> Iterator[LiveServer]:
    """A running server."""
    with serving(server):
        yield server
