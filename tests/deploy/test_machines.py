"""The unit, the command, Passenger's file and cron's line, as the machine that they are for would run them."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from discuss.services.deployment import Installation, Kind, build_lines
from tests.serving import ROOT, LiveServer, await_true, free_port

pytestmark = pytest.mark.servers
# Serves Passenger's file as a host does that lets it lie below a path: the path is cut and named.
_HOST = """
import importlib.util, sys
from wsgiref.simple_server import make_server
spec = importlib.util.spec_from_file_location("passenger_wsgi", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
def below(environ, start):
    environ["SCRIPT_NAME"], environ["PATH_INFO"] = "/talk", environ["PATH_INFO"].removeprefix("/talk")
    return module.application(environ, start)
make_server("127.0.0.1", int(sys.argv[2]), below).serve_forever()
"""


@pytest.fixture
def where(tmp_path: Path) -> Installation:
    """An installation whose command is a script, as pip makes one."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    command = tmp_path / "discuss"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {sys.executable} -m discuss "$@"\n')
    command.chmod(0o755)
    return Installation(host="town.example", port=free_port(), data_dir=str(data), command=str(command))


def bare_environment(**more: str) -> dict[str, str]:
    """What systemd and cron give a process: nearly nothing."""
    return {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"} | more


def test_systemd_understands_the_unit(where: Installation, tmp_path: Path) -> None:
    """Where systemd is; elsewhere the test below reads it by itself."""
    program = shutil.which("systemd-analyze")
    if program is None:
        return
    unit = tmp_path / "discuss.service"
    unit.write_text(build_lines(Kind.SYSTEMD, where))
    done = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True, check=False, timeout=60)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "discuss.service" in line]
    # A machine without systemd running may lack what it would look up in other units.
    assert said == [], done.stderr


def test_the_unit_starts_the_service_and_stops_it_in_time(where: Installation) -> None:
    lines = build_lines(Kind.SYSTEMD, where)
    unit = dict(re.findall(r"^(\w+)=(.*)$", lines, re.MULTILINE))
    name, _, value = unit["Environment"].partition("=")
    server = LiveServer(Path(where.data_dir), port=where.port)
    server.process = subprocess.Popen(
        shlex.split(unit["ExecStart"]),
        env=bare_environment(**{name: value}),
        cwd=unit["WorkingDirectory"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await_true(lambda: server.is_ready() or not server.is_running())
        assert requests.get(f"{server.url}/healthz", timeout=10).text == "alive\n"
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(int(unit["TimeoutStopSec"])) == 0
        assert (server.data / "discuss.sqlite3").exists()
    finally:
        if server.is_running():
            server.kill()


def test_the_unit_keeps_it_running_and_shut_in() -> None:
    lines = build_lines(Kind.SYSTEMD, Installation(host="comments.example"))
    for line in ("Restart=always", "ProtectSystem=strict", "NoNewPrivileges=yes", "StateDirectory=discuss"):
        assert f"{line}\n" in lines


def test_the_short_command_runs_as_the_services_user_with_its_data(where: Installation, tmp_path: Path) -> None:
    """`runuser` is for root alone, so that its place is taken by one that writes down whom it was asked to be."""
    script, stand_in = tmp_path / "short", tmp_path / "bin" / "runuser"
    script.write_text(build_lines(Kind.COMMAND, where))
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\necho "$1 $2 $3" >{tmp_path}/asked\nshift 3\nexec "$@"\n')
    stand_in.chmod(0o755)
    environment = bare_environment(PATH=f"{stand_in.parent}:/usr/bin:/bin")
    words = ["sh", str(script), "site", "add", "town", "--name", "Town Talk", "--url", "https://town.example"]
    subprocess.run(["sh", str(script), "init"], env=environment, check=True, timeout=120, stdin=subprocess.DEVNULL)
    subprocess.run(words, env=environment, check=True, timeout=120)
    listed = subprocess.run(
        ["sh", str(script), "site", "list"], env=environment, check=True, timeout=120, capture_output=True, text=True
    )
    assert listed.stdout == "town\thttps://town.example\tTown Talk\n"
    assert (tmp_path / "asked").read_text() == "-u discuss --\n"


def test_passengers_file_serves_below_a_path_and_cron_does_its_jobs(where: Installation, tmp_path: Path) -> None:
    environment = bare_environment(DISCUSS_BASE_URL="https://town.example/talk", PYTHONPATH=str(ROOT))
    by_hand = environment | {"DISCUSS_DATA_DIR": where.data_dir}
    subprocess.run([where.command, "init"], env=by_hand, check=True, timeout=120, stdin=subprocess.DEVNULL)
    file = tmp_path / "passenger_wsgi.py"
    file.write_text(build_lines(Kind.PASSENGER, where))
    words = [sys.executable, "-c", _HOST, str(file), str(where.port)]
    process = subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL, cwd=tmp_path)
    server = LiveServer(tmp_path, port=where.port, process=process)
    try:
        await_true(lambda: server.is_ready() or process.poll() is not None)
        page = requests.get(f"{server.url}/talk/moderate/-/sign-in", timeout=30)
        assert 'action="/talk/moderate/-/sign-in"' in page.text
        assert requests.get(f"{server.url}/talk/embed.js", timeout=30).status_code == 200
    finally:
        process.terminate()
        process.wait(60)
    line = build_lines(Kind.CRON, where).split(maxsplit=5)[5]
    done = subprocess.run(["sh", "-c", line], env=bare_environment(), check=True, capture_output=True, timeout=120)
    assert (done.stdout, done.stderr) == (b"", b"")  # else cron would send a mail every five minutes
