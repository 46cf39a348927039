"""The real `discuss serve` as a process of its own, which tests may stop, kill and start again."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent
_PATIENCE = 60
_STOP_SECONDS = 60
_LAST_WORDS = 20_000
_BETWEEN_LOOKS = 0.05  # the processors are the server's while it starts


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class LiveServer:
    """`discuss serve` on loopback, with its data in `data` and what it says in `log`; always on the same port."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)
    workers: int = 1
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.data / "serve.log").read_text(encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "discuss", *words]

    @property
    def variables(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("DISCUSS_")}
        return own | {"DISCUSS_DATA_DIR": str(self.data), "PYTHONPATH": str(ROOT)} | self.environment

    def run(self, *words: str) -> str:
        """Run another `discuss` command on the same data and give what it prints."""
        done = subprocess.run(
            self.command(*words),
            env=self.variables,
            cwd=self.data,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout

    def launch(self, *options: str) -> subprocess.Popen[bytes]:
        """Start it and wait for nothing."""
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command("serve", "--port", str(self.port), "--workers", str(self.workers), *options),
                env=self.variables,
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that a kill reaches all of it, and Ctrl-C on the tests none
            )
        return self.process

    def start(self, *options: str) -> None:
        self.launch(*options)
        await_true(lambda: self.is_ready() or not self.is_running())
        assert self.is_running(), f"It ended by itself, saying:\n{self.log}"

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Ask once; whether it says yes."""
        try:
            return requests.get(f"{self.url}/readyz", timeout=10).ok
        except requests.ConnectionError:
            return False

    def stop(self) -> int:
        """End it as a process manager does, and give its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(_STOP_SECONDS)
        self.process = None
        return code

    def kill(self) -> None:
        """End it as a power failure does: all of its processes at once, without a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(_STOP_SECONDS)
        self.process = None

    def read_metric(self, pattern: str) -> float:
        """Add up the figures whose name and labels match `pattern`."""
        text = requests.get(f"{self.url}/metrics", timeout=10).text
        return sum(float(found[1]) for found in re.finditer(rf"(?m)^{pattern} (\S+)$", text))


def await_true(condition: Callable[[], bool]) -> None:
    """Look again and again until `condition` holds."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, "It never came true."
        threading.Event().wait(_BETWEEN_LOOKS)


@contextmanager
def serving(server: LiveServer, *options: str) -> Iterator[LiveServer]:
    """Run it for the time of a test; at the end it must stop by SIGTERM with exit code 0."""
    server.data.mkdir(parents=True, exist_ok=True)
    server.start(*options)
    try:
        yield server
        if server.process is not None:
            assert server.stop() == 0, server.log
    finally:
        if server.process is not None:
            server.kill()
        print(server.log[-_LAST_WORDS:])  # noqa: T201 - shown where the test fails
