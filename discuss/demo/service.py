"""Runs `discuss serve` beside the demonstration, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import discuss
from discuss.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

_READY_SECONDS = 60
_STOP_SECONDS = 35


@contextmanager
def running_service(data: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service on loopback with its data in `data`; gives it when it is ready and stops it at the end.

    Raises SetupError with its last words if it does not come up.
    """
    address = f"http://127.0.0.1:{port}"
    with (data / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "discuss", "serve", "--port", str(port)],
            cwd=data,  # where no other installation's .env lies
            env=_environment(data, address),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=0,  # Ctrl-C comes to us alone, and we pass it on once
        )
        try:
            _await_ready(process, f"{address}/readyz", data / "serve.log")
            yield process
        finally:
            _stop(process)


def _environment(data: Path, address: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("DISCUSS_")}
    here = str(Path(discuss.__file__).parents[1])
    path = os.pathsep.join(filter(None, [here, own.get("PYTHONPATH")]))
    return own | {"DISCUSS_DATA_DIR": str(data), "DISCUSS_BASE_URL": address, "PYTHONPATH": path}


def _await_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + _READY_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own loopback address
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise SetupError(f"The service did not come up. It said:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
