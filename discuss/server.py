"""`discuss serve`: web workers under granian and one job runner beside them, started and stopped together."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer
from sqlalchemy.orm import Session

from discuss import create_app
from discuss.config import Settings
from discuss.errors import SetupError
from discuss.jobs import run_forever
from discuss.logs import configure_logs
from discuss.services.instance import build_instance
from discuss.store.engine import open_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

THREADS = 8  # of one worker: most wait for the database's one writer, so more than the processors
GRACE_SECONDS = 30  # for requests in flight; then a worker that hangs is ended
_BACKLOG = 1024
_STOPS = {signal.SIGTERM, signal.SIGINT}
_FORK = multiprocessing.get_context("fork")


def run_server(host: str, port: int, workers: int, *, with_jobs: bool, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is in flight. Port 0 takes a free one.

    Raises SetupError if the port is taken or the workers do not come up.
    """
    port = _check_port(host, port)
    settings = _with_address(settings, host, port)
    configure_logs()
    with _metrics_directory(), _lifeline() as lifeline:
        _preload()
        server = _build_server(host, port, workers)
        runner = _JobRunner(partial(_run_jobs, settings, lifeline))
        server.on_startup(partial(_announce, settings, host, port))
        if with_jobs:
            server.on_startup(runner.start)
            server.on_shutdown(runner.stop)
        try:
            server.serve(target_loader=partial(_load_worker, settings, lifeline), wrap_loader=False)
        except SystemExit as stopped:
            raise SetupError("A worker ended unexpectedly again and again; its error stands above.") from stopped


def _check_port(host: str, port: int) -> int:
    """Give the port, or a free one for 0. Raises SetupError if somebody listens there.

    Workers share a port by SO_REUSEPORT, with which a second server would quietly take half of the first one's readers.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise SetupError(
                f"Cannot listen on {host}, port {port}: {error.strerror or error}. Try another --port."
            ) from error
        return int(probe.getsockname()[1])


def _with_address(settings: Settings, host: str, port: int) -> Settings:
    """Where no public address is set, it is the one that this server listens on."""
    if settings.base_url != Settings().base_url:
        return settings
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - compared
    return replace(settings, base_url=f"http://{shown}:{port}")


def _announce(settings: Settings, host: str, port: int) -> None:
    click.echo(f"Serving {settings.base_url} (listening on {host}, port {port}). Data: {settings.data_dir.absolute()}")


def _build_server(host: str, port: int, workers: int) -> MPServer:
    return MPServer(
        "discuss",
        host,
        port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        http=HTTPModes.http1,
        websockets=False,
        backlog=_BACKLOG,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
    )


@contextmanager
def _metrics_directory() -> Iterator[None]:
    """Give prometheus-client a place where all workers count together; it asks for it when it is first imported."""
    with tempfile.TemporaryDirectory(prefix="discuss-metrics-") as path:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = path
        yield


@dataclass(frozen=True, slots=True)
class _Lifeline:
    """A pipe whose one end only the main process holds: whoever sees it close knows that the main process is gone."""

    reading: int
    writing: int

    def hold(self) -> None:
        """In a child: end this process, gracefully, when the main process died without saying so.

        No thread of it is interrupted by signals from here on; one of them waits for them.
        """
        os.close(self.writing)
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        threading.Thread(target=self._watch, name="lifeline", daemon=True).start()

    def _watch(self) -> None:
        os.read(self.reading, 1)
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _lifeline() -> Iterator[_Lifeline]:
    reading, writing = os.pipe()
    yield _Lifeline(reading, writing)
    os.close(reading)
    os.close(writing)


def _preload() -> None:
    """Import once what every worker needs: forked processes share it."""
    import_module("discuss.app")
    gc.collect()
    gc.freeze()  # the collector would otherwise write into every shared page


def _load_worker(settings: Settings, lifeline: _Lifeline) -> Callable[..., Any]:
    lifeline.hold()
    threading.Thread(target=_stop_once, args=(signal.getsignal(signal.SIGTERM),), name="signals", daemon=True).start()
    return create_app(settings)


def _stop_once(inherited: Any) -> None:
    """Hand the first SIGTERM to granian and swallow all else.

    Its handler locks itself out when a second signal comes while it runs, and a second one does come: from the main
    process, after the terminal (Ctrl-C) or a process manager signalled the whole group.
    """
    while signal.sigwait(_STOPS) != signal.SIGTERM:
        pass
    handler = signal.getsignal(signal.SIGTERM)
    if handler is inherited or not callable(handler):
        os._exit(0)  # granian is not there yet, so nothing has begun
    handler(signal.SIGTERM, None)
    while True:
        signal.sigwait(_STOPS)


def _run_jobs(settings: Settings, lifeline: _Lifeline) -> None:
    lifeline.hold()
    with Session(open_database(settings), expire_on_commit=False) as session:
        run_forever(session, build_instance(settings))


@dataclass
class _JobRunner:
    """The one process that runs jobs. It is started again should it ever die."""

    work: Callable[[], None]
    pause: float = 5.0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _process: multiprocessing.process.BaseProcess | None = None

    def start(self) -> None:
        self._process = self._spawn()
        self._thread = threading.Thread(target=self._watch, name="jobs", daemon=True)
        self._thread.start()

    def _spawn(self) -> multiprocessing.process.BaseProcess:
        process = _FORK.Process(target=self.work, name="discuss-jobs")
        process.start()
        return process

    def _watch(self) -> None:
        while self._process:
            self._process.join()
            if self._stopping.wait(self.pause):
                return
            self._process = self._spawn()

    def stop(self) -> None:
        self._stopping.set()
        if self._process:
            self._process.terminate()
            self._process.join(GRACE_SECONDS)
