"""`discuss demo` as one runs it: a process that prints where to start, and leaves nothing running."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

import discuss

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.servers


@contextmanager
def demo(place: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run the demonstration in `place`; gives it with the addresses it prints, and stops it."""
    # An installation of one's own must not be touched.
    env = os.environ | {
        "PYTHONPATH": str(Path(discuss.__file__).parents[1]),
        "DISCUSS_DATABASE_URL": "sqlite:////nowhere",
    }
    words = [sys.executable, "-u", "-m", "discuss", "demo", "--port", str(port)]
    process = subprocess.Popen(words, cwd=place, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process, read_addresses(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        assert process.stdout
        process.stdout.close()


def read_addresses(process: subprocess.Popen[str]) -> dict[str, str]:
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if "To stop" in line:
            break
    blog, service = re.search(r"Start here +(\S+)/", said), re.search(r"the service is at (\S+)/", said)
    assert blog, said
    assert service, said
    return {"blog": blog[1], "service": service[1]}


def read(address: str) -> bytes:
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - loopback
        body: bytes = answer.read()
        return body


def count(service: str, name: str) -> int:
    page: dict[str, Any] = json.loads(read(f"{service}/api/v1/sites/town/comments?thread=/{name}"))
    return int(page["thread"]["count"])


def post(addresses: dict[str, str], body: str) -> int:
    draft = {"url": f"{addresses['blog']}/seeds", "body": body, "author": {"name": "Ruth"}}
    headers = {"Content-Type": "application/json", "Origin": addresses["blog"].replace("127.0.0.1", "localhost")}
    request = Request(f"{addresses['service']}/api/v1/sites/town/comments", json.dumps(draft).encode(), headers)  # noqa: S310
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
        return int(answer.status)


def test_a_second_run_keeps_what_was_written_in_the_first(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        with demo(tmp_path, port) as (first, addresses):
            assert str(port) not in "".join(addresses.values())
            assert addresses["blog"] != addresses["service"]
            page = read(f"{addresses['blog']}/footbridge").decode()
            assert f'<script async src="{addresses["service"]}/embed.js" data-site="town"></script>' in page
            assert read(f"{addresses['service']}/embed.js")
            before = count(addresses["service"], "footbridge")
            assert post(addresses, "I bring beans.") == 201
    assert first.returncode == 0
    with pytest.raises(URLError):
        read(addresses["service"])
    with demo(tmp_path, port) as (second, addresses):
        assert count(addresses["service"], "footbridge") == before
        assert count(addresses["service"], "seeds") == 1
        second.send_signal(signal.SIGINT)
        assert second.wait(60) == 0
