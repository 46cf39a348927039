"""`discuss demo` as one runs it: a process that prints where to start, and leaves nothing running."""

from __future__ import annotations

import json
import signal
import socket
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.demo.running import demo

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.servers


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
