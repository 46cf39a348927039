"""`discuss demo`: the service on one origin, a small blog on another, and discussions in between."""

from __future__ import annotations

import json
import signal
import socket
import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from discuss.config import load_settings
from discuss.demo import filling
from discuss.demo.blog import BlogServer
from discuss.demo.service import running_service
from discuss.errors import SetupError
from discuss.services.instance import build_instance
from discuss.store.engine import open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path("demo-data")
_HOST = "127.0.0.1"
_TRIES = 200
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Begun:
    """What a first run leaves for the next: when it was (milliseconds since 1970), and where the blog stood."""

    began: int
    blog: str


def run_demo(port: int) -> None:
    """Run until Ctrl-C or SIGTERM. Both servers take the next free port from `port` on. Raises SetupError."""
    for number in _STOPS:
        signal.signal(number, _interrupt)
    try:
        _run(port)
    except KeyboardInterrupt:
        click.echo("Stopped. Your data is kept.")


def _interrupt(*_: object) -> None:
    """Unwind everything, once: a second Ctrl-C must not disturb the tidying up."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(port: int) -> None:
    data = DATA.absolute()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    service_port = find_port(port)
    blog_port = find_port(service_port + 1)
    service, blog = f"http://{_HOST}:{service_port}", f"http://{_HOST}:{blog_port}"
    with running_service(data, service_port) as process:
        begun = prepare(data, blog)
        with _serving(BlogServer(blog_port, service, begun.began)):
            click.echo(_words(blog, service))
            process.wait()
    raise SetupError(f"The service stopped by itself. What it said last is in {data / 'serve.log'}.")


def find_port(first: int) -> int:
    """Find a port that nobody listens on, from `first` on. Raises SetupError."""
    for port in range(first, min(first + _TRIES, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
                probe.listen(1)
            except OSError:
                continue
            return port
    raise SetupError(f"No port from {first} on is free. Name another one: discuss demo --port 9000")


def prepare(data: Path, blog: str) -> Begun:
    """Fill the database in `data` if this is the first run; else tell it where the blog stands now."""
    mark = data / "demo.json"
    settings = load_settings({"DISCUSS_DATA_DIR": str(data)}, directory=data)
    engine = open_database(settings)
    with Session(engine, expire_on_commit=False) as session:
        if mark.exists():
            before = Begun(**json.loads(mark.read_text()))
            begun = Begun(before.began, blog)
            if before.blog != blog:
                filling.move(session, before.blog, blog)
        else:
            begun = Begun(filling.fill(session, build_instance(settings), blog), blog)
    engine.dispose()
    mark.write_text(json.dumps(asdict(begun)))
    return begun


@contextmanager
def _serving(server: BlogServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, name="blog", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _words(blog: str, service: str) -> str:
    return f"""
  Start here   {blog}/

  What to try  {blog}/footbridge   a long discussion: reply, vote, sort, report
               {blog}/seeds        an empty one: write the first comment, edit it, delete it
               {blog}/lottery      a closed one
               {blog}/nurse        a moderated one: what you write waits, and you see it waiting
               {service}/moderate/    decide about it:
               sign in as {filling.MODERATOR} with the password "{filling.PASSWORD}"
               Switch JavaScript off: the link under each post leads to the same discussion.
               Two lines in each page's source make all this; the service is at {service}/

  Your data    {DATA.absolute()}   (a second run keeps it; delete it to begin anew)
  To stop      Ctrl-C
"""
