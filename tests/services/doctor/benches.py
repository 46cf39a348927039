"""An installation where all is well, which a test then breaks."""

from __future__ import annotations

import shutil
import socket
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import responses
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from discuss.config import Settings
from discuss.services.doctor import House
from discuss.services.doctor.address import SIGN, build_sign
from discuss.store.engine import open_engine
from discuss.store.session import writing
from tests.conftest import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

NOW = 1_795_000_000_000  # November 2026


@dataclass(frozen=True)
class Bench:
    """`house` gives it, with other settings or surroundings. `patch` and `stack` end with the test."""

    folder: Path
    template: Path
    patch: pytest.MonkeyPatch
    stack: ExitStack
    request: pytest.FixtureRequest

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def database(self) -> Path:
        return self.data / "discuss.sqlite3"

    @property
    def env(self) -> Path:
        return self.data / ".env"

    def build(self) -> None:
        """Make what `discuss init` makes."""
        self.data.mkdir(mode=0o700)
        shutil.copy(self.template, self.database)
        self.env.touch(mode=0o600)
        self.env.write_text(f"DISCUSS_SECRET_KEY={SECRET}\n")

    def house(self, clock: int = NOW, surroundings: dict[str, Any] | None = None, **settings: Any) -> House:
        chosen = replace(Settings(data_dir=self.data, secret_key=SECRET), **settings)
        files = (self.folder / ".env", self.env)
        house = House(settings=chosen, env_files=files, clock=lambda: clock, **(surroundings or {}))
        self.stack.callback(house.close)
        return house

    @contextmanager
    def writing(self) -> Iterator[Session]:
        engine = open_engine(f"sqlite:///{self.database}")
        with Session(engine) as session, writing(session):
            yield session
        engine.dispose()

    def mounts(self, filesystem: str) -> dict[str, Any]:
        path = self.folder / "mountinfo"
        path.write_text(f"1 1 0:1 / / rw - {filesystem} somewhere rw\n")
        return {"mounts": path}


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(status: int = 200, body: bytes = b"alive\n", **headers: str) -> bytes:
    """Write an answer of a web server; `_` in the name of a header stands for `-`."""
    given = {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} {responses[status]}\r\n{head}\r\n".encode() + body


def ours(secret: str = SECRET, **headers: str) -> bytes:
    return answer(200, b"alive\n", **{SIGN.replace("-", "_"): build_sign(secret.encode())}, **headers)
