"""Fixtures: the real `discuss serve` on either database, with a site `town` that knows no limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.config import Settings
from discuss.services import sites
from discuss.services.instance import build_instance
from tests.conftest import SECRET
from tests.serving import LiveServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session


@pytest.fixture
def server(tmp_path: Path, database_url: str, session: Session) -> LiveServer:
    """A server that has not been started, with two workers."""
    data = tmp_path / "data"
    data.mkdir()
    environment = {"DISCUSS_DATABASE_URL": database_url, "DISCUSS_SECRET_KEY": SECRET}
    instance = build_instance(Settings(data_dir=data, database_url=database_url, secret_key=SECRET))
    sites.add_site(session, instance, sites.NewSite("town", "Town Talk", "https://town.example"))
    sites.set_site(session, "town", {"premoderation": "none", "posts_limit": "off"})
    return LiveServer(data, environment, workers=2)


@pytest.fixture
def live_server(server: LiveServer) -> Iterator[LiveServer]:
    """A running server."""
    with serving(server):
        yield server
