"""Start what is measured, wait for its first answer, and end it again: one worker with eight threads each."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
THREADS = 8
_NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; default_type application/json; sendfile on;
  keepalive_requests 10000000;
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address, its process, and the seconds until its first answer."""

    url: str
    pid: int
    started: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], url: str, environ: dict[str, str]) -> Iterator[Server]:
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=os.environ | environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(process, url)
            yield Server(url, process.pid, time.perf_counter() - begun)
        finally:
            process.send_signal(signal.SIGTERM)


def _await(process: subprocess.Popen[bytes], url: str) -> None:
    while process.poll() is None and time.perf_counter():
        try:
            with urlopen(Request(url), timeout=30):  # noqa: S310 - our own address
                return
        except HTTPError:
            return
        except (URLError, ConnectionError):
            time.sleep(0.01)
    raise SystemExit(f"It did not start: {process.args!r}")


@contextmanager
def discuss(folder: Path, path: str = "/healthz") -> Iterator[Server]:
    """Serve the database `discuss.sqlite3` in `folder`."""
    port = free_port()
    environ = {"DISCUSS_DATA_DIR": str(folder), "DISCUSS_SECRET_KEY": "a secret of the benchmarks, long enough"}
    command = [sys.executable, "-m", "discuss", "serve", "--port", str(port), "--no-jobs"]
    with running(command, f"http://127.0.0.1:{port}{path}", environ) as server:
        yield server


@contextmanager
def bare_flask(file: Path) -> Iterator[Server]:
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1", "--http", "1"),
        *("--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error", "benchmarks.bare:app"),
    ]
    with running(command, f"http://127.0.0.1:{port}/", {"BYTES": str(file)}) as server:
        yield server


@contextmanager
def nginx(file: Path) -> Iterator[Server | None]:
    """Serve `file`; None where there is no nginx."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        yield None
        return
    port, folder = free_port(), file.parent
    folder.chmod(0o755)
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, port=port))
    with running([program, "-c", str(config)], f"http://127.0.0.1:{port}/{file.name}", {}) as server:
        yield server


def memory_of_worker(server: Server) -> float:
    """Give the megabytes of the largest child: its resident pages, those it shares included."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return max(_megabytes(Path(f"/proc/{child}/smaps_rollup").read_text()) for child in children)


def _megabytes(rollup: str) -> float:
    line = next(line for line in rollup.splitlines() if line.startswith("Rss:"))
    return int(line.split()[1]) / 1024
