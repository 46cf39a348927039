from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from sqlalchemy import text

from discuss.server import GRACE_SECONDS
from discuss.store.engine import open_engine
from tests.conftest import SECRET
from tests.serving import LiveServer, await_true, serving

pytestmark = pytest.mark.servers


@pytest.fixture
def bare(tmp_path: Path) -> LiveServer:
    """A server on SQLite whose data directory is empty."""
    (tmp_path / "data").mkdir()
    return LiveServer(tmp_path / "data")


def processes(server: LiveServer) -> set[int]:
    """Find every process of the server's group, the main one included."""
    assert server.process is not None
    group = server.process.pid
    return {int(path.name) for path in Path("/proc").glob("[0-9]*") if _group_of(path) == group}


def _group_of(path: Path) -> int:
    try:
        fields = (path / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[2]) if fields[0] != "Z" else 0


def test_an_empty_directory_becomes_a_service(bare: LiveServer) -> None:
    with serving(bare):
        assert requests.get(f"{bare.url}/healthz", timeout=10).text == "alive\n"
        assert f"Serving {bare.url}" in bare.log
        assert str(bare.data) in bare.log
    assert (bare.data / ".env").stat().st_mode & 0o777 == 0o600


def test_two_servers_that_start_at_once_on_an_empty_database_both_come_up(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for number, url in enumerate((f"sqlite:///{tmp_path / 'new.sqlite3'}", empty_postgresql(request))):
        environment = {"DISCUSS_DATABASE_URL": url, "DISCUSS_SECRET_KEY": SECRET}
        servers = [LiveServer(tmp_path / f"{number}-{name}", environment) for name in "ab"]
        with ExitStack() as stack:
            for server in servers:
                server.data.mkdir()
                server.launch()
            for server in servers:
                stack.callback(server.kill)
            for server in servers:
                await_true(server.is_ready)
            stack.pop_all()
        assert [server.stop() for server in servers] == [0, 0]


def empty_postgresql(request: pytest.FixtureRequest) -> str:
    """Give a database without any tables."""
    url = str(request.getfixturevalue("postgresql_url"))
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def test_a_database_of_a_newer_release_is_refused_in_words(bare: LiveServer) -> None:
    bare.run("init")
    with sqlite3.connect(bare.data / "discuss.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert bare.launch().wait(60) == 1
    assert "newer discuss" in bare.log
    assert "Traceback" not in bare.log


def test_a_taken_port_is_refused_in_one_line(bare: LiveServer, tmp_path: Path) -> None:
    other = replace(bare, data=tmp_path / "other", process=None)
    other.data.mkdir()
    with serving(bare):
        assert other.launch().wait(60) == 1
        assert f"port {bare.port}" in other.log.splitlines()[-1]
        assert "Traceback" not in other.log
        assert bare.is_ready()


def test_port_0_takes_a_free_one_and_says_which(bare: LiveServer) -> None:
    bare.port = 0
    bare.launch()
    try:
        await_true(lambda: "Serving" in bare.log)
        found = re.search(r"Serving (http://127\.0\.0\.1:(\d+)) ", bare.log)
        assert found is not None
        bare.port = int(found[2])
        await_true(bare.is_ready)
    finally:
        assert bare.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "process-manager"])
def test_a_signal_to_all_of_its_processes_ends_it_quietly(bare: LiveServer, number: signal.Signals) -> None:
    with serving(bare):
        assert bare.process is not None
        os.killpg(bare.process.pid, number)
        assert bare.process.wait(GRACE_SECONDS - 5) == 0  # none of them had to be forced
        bare.process = None
    served = bare.log.partition("Serving")[2]  # what it says before is about what is not set up yet
    assert served.count("\n") == served.count('"event":"request"') + 1


def test_nothing_goes_on_without_the_main_process(bare: LiveServer) -> None:
    with serving(bare):
        assert bare.process is not None
        assert len(processes(bare)) == 3  # the main one, a worker, the job runner
        bare.process.kill()
        bare.process.wait(60)
        await_true(lambda: not processes(bare))
        bare.process = None


def test_a_worker_and_a_job_runner_that_die_are_replaced(bare: LiveServer) -> None:
    with serving(bare):
        assert bare.process is not None
        children = processes(bare) - {bare.process.pid}
        for child in children:
            os.kill(child, signal.SIGKILL)
        await_true(lambda: len(processes(bare) - children) == 3 and bare.is_ready())


def test_without_jobs_there_is_no_runner(bare: LiveServer) -> None:
    with serving(bare, "--no-jobs"):
        assert len(processes(bare)) == 2
        assert "retention" not in bare.run("jobs", "list")


def test_the_job_runner_runs(bare: LiveServer) -> None:
    with serving(bare):
        await_true(lambda: re.search(r"retention\t20.*\t0 tries", bare.run("jobs", "list")) is not None)


def test_a_slow_client_does_not_keep_others_waiting(bare: LiveServer) -> None:
    with serving(bare), ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(half_a_request(bare.port))
        assert bare.is_ready()


def half_a_request(port: int) -> ExitStack:
    stack = ExitStack()
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
    connection.sendall(b"POST /api/v1/sites/town/preview HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    return stack


def test_wrong_settings_are_named(bare: LiveServer) -> None:
    bare.environment["DISCUSS_NO_SUCH_SETTING"] = "1"
    assert bare.launch().wait(60) == 1
    assert "DISCUSS_NO_SUCH_SETTING" in bare.log
