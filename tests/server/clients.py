"""Clients that post, try again under the same key, and remember what was acknowledged."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.serving import LiveServer

PATIENCE = 120


def post(server: LiveServer, key: str, **changes: Any) -> requests.Response:
    body = {"url": "https://town.example/a", "body": f"Text {key}", "author": {"name": "Ann"}} | changes
    return requests.post(
        f"{server.url}/api/v1/sites/town/comments", json=body, headers={"Idempotency-Key": key}, timeout=PATIENCE
    )


def post_until_answered(server: LiveServer, key: str) -> requests.Response:
    """Post as the embed does: who gets no answer sends it again under the same key."""
    while True:
        try:
            return post(server, key)
        except requests.ConnectionError:
            assert server.is_running()


def read_all(server: LiveServer) -> list[dict[str, Any]]:
    """Read every comment of the thread, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"thread": "/a", "limit": "100"} | ({"cursor": cursor} if cursor else {})
        page = requests.get(f"{server.url}/api/v1/sites/town/comments", params=asked, timeout=PATIENCE).json()
        found += page["comments"]
        cursor = page["next"]
    return found


@dataclass(slots=True)
class Load:
    """Writers who post one comment after another; each is sent again under its key until it is acknowledged."""

    server: LiveServer
    writers: int = 4
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    _progress: threading.Condition = field(default_factory=threading.Condition)
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def posting(self) -> Iterator[None]:
        """Post until it is over; what is under way then is sent until it is acknowledged."""
        with ThreadPoolExecutor(self.writers) as pool:
            work = [pool.submit(self._write) for _ in range(self.writers)]
            try:
                yield
            finally:
                self._over.set()
        for each in work:
            each.result()

    def await_more(self, number: int) -> None:
        """Wait until so many more comments are acknowledged."""
        with self._progress:
            enough = len(self.acknowledged) + number
            assert self._progress.wait_for(lambda: len(self.acknowledged) >= enough, timeout=PATIENCE)

    def _write(self) -> None:
        while not self._over.is_set():
            key = token_hex(8)
            while not self._send(key):
                pass

    def _send(self, key: str) -> bool:
        try:
            answer = post(self.server, key)
        except requests.RequestException:
            return self._over.is_set() and not self.server.is_running()
        with self._progress:
            if answer.status_code == 201:
                self.acknowledged[key] = answer.json()["comment"]["id"]
            else:
                self.refused.append(f"{answer.status_code} {answer.text}")
            self._progress.notify_all()
        return True

    def check(self, comments: list[dict[str, Any]]) -> None:
        """Everything that was acknowledged is there, once, and nothing was refused."""
        assert self.refused == []
        by_text: dict[str, list[str]] = {}
        for comment in comments:
            by_text.setdefault(comment["html"], []).append(comment["id"])
        assert all(len(ids) == 1 for ids in by_text.values())
        assert {key: by_text[f"<p>Text {key}</p>"][0] for key in self.acknowledged} == self.acknowledged
