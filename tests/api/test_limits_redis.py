"""Limits counted in a real Redis, shared by all processes; and without it, by each process for itself."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import redis

from discuss import create_app
from discuss.store.flask_db import db
from discuss.web.current import EXTENSION
from tests.api.test_limits import send
from tests.api.worlds import dump, new_reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.config import Settings
    from discuss.store.tables import Site

pytestmark = pytest.mark.servers


class RedisServer:
    """A server of our own on a socket file: no port to share with anybody. Starts anew after it was killed."""

    def __init__(self, folder: Path | str) -> None:
        self._folder = str(folder)
        self.url = f"redis+unix://{folder}/redis.sock"
        self.start()

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is missing: `make test-deps` installs it"
        options = ["--port", "0", "--unixsocket", f"{self._folder}/redis.sock", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [program, *options, "--dir", self._folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self._process.stdout
        for line in self._process.stdout:
            if "ready to accept connections" in line.lower():
                return
        raise AssertionError("redis-server did not start")

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.communicate()


@pytest.fixture
def server() -> Iterator[RedisServer]:
    # A socket's path may have 107 bytes at most, which pytest's own folders exceed.
    with TemporaryDirectory(prefix="redis") as folder:
        server = RedisServer(folder)
        yield server
        server.kill()


@pytest.fixture
def apps(settings: Settings, server: RedisServer, site: Site) -> Iterator[list[Flask]]:
    """Two processes' worth of the service on one database and one Redis."""
    assert site.name == "town"
    apps = [create_app(replace(settings, redis_url=server.url)) for _ in range(2)]
    yield apps
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def clients(apps: list[Flask]) -> list[FlaskClient]:
    return [app.test_client() for app in apps]


def test_processes_count_together_in_redis(clients: list[FlaskClient], session: Session, server: RedisServer) -> None:
    one, two = clients
    reader = new_reader()
    assert send(one, reader, 3) + send(two, reader, 3) + send(one, reader) == [201] * 5 + [202] * 2
    assert dump(session)["counter"] == []
    with redis.Redis.from_url(server.url.replace("redis+unix", "unix")) as client:
        keys = list(client.scan_iter("*"))
    assert keys
    assert not any(reader["Discuss-Reader"].encode() in key for key in keys)


def test_without_redis_each_process_counts_for_itself(
    apps: list[Flask], clients: list[FlaskClient], server: RedisServer
) -> None:
    one, two = clients
    reader = new_reader()
    assert send(one, reader, 6) == [201] * 5 + [202]
    server.kill()
    assert send(one, reader, 6) == [201] * 5 + [202]
    assert send(two, reader, 5) == [201] * 5
    assert send(one, new_reader() | {"Discuss-Reader": reader["Discuss-Reader"]}, 55)[-1] == 429
    assert apps[0].extensions[EXTENSION].limiter.is_degraded
    server.start()
    assert send(one, reader) == [201]
    assert not apps[0].extensions[EXTENSION].limiter.is_degraded


def test_the_service_starts_without_redis(settings: Settings, site: Site) -> None:
    assert site.name == "town"
    app = create_app(replace(settings, redis_url="redis+unix:///nonexistent/redis.sock"))
    assert send(app.test_client(), new_reader(), 6) == [201] * 5 + [202]
    with app.app_context():
        db.engine.dispose()
