"""Decisions while the server is killed again and again: what was answered is done, whole, and the mails follow."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import requests
from sqlalchemy import select

from discuss.store.machine_tables import Job
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, LogEntry, Subscription, Thread
from tests.notifications.office import open_office
from tests.server.clients import PATIENCE
from tests.services.looking import check_counts, check_log
from tests.services.writers import Writers, reader
from tests.serving import await_true, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from tests.serving import LiveServer

pytestmark = pytest.mark.servers

AT_ONCE = 3
BATCHES = 9
KILLS = 3
PEOPLE = 3


@dataclass(slots=True)
class Desk:
    """People who publish a few comments at a time, each time again until they are answered."""

    server: LiveServer
    token: str
    waiting: list[list[dict[str, Any]]]
    answered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _progress: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def deciding(self) -> Iterator[None]:
        with ThreadPoolExecutor(PEOPLE) as people:
            work = [people.submit(self._work) for _ in range(PEOPLE)]
            yield
        for each in work:
            each.result()

    def await_more(self, number: int) -> None:
        """Wait until so many more batches are answered, or there is nothing left to decide about."""
        with self._progress:
            enough = len(self.answered) + number
            assert self._progress.wait_for(
                lambda: len(self.answered) >= enough or len(self.answered) == BATCHES, timeout=PATIENCE
            )

    def _work(self) -> None:
        while self.waiting:
            try:
                items = self.waiting.pop()
            except IndexError:  # somebody else took the last
                return
            while (answer := self._send(items)) is None:
                pass
            with self._progress:
                self.answered[answer["batch"]] = answer["results"]
                self._progress.notify_all()

    def _send(self, items: list[dict[str, Any]]) -> dict[str, Any] | None:
        try:
            answer = requests.post(
                f"{self.server.url}/api/v1/moderation/decisions",
                json={"items": items, "action": "approve"},
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=PATIENCE,
            )
        except requests.RequestException:
            return None
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def token(server: LiveServer) -> str:
    server.run("site", "set", "town", "premoderation=all")
    server.run("user", "add", "mo@town.example", "--name", "Mo", "--site", "town", "--role", "moderator")
    return server.run("user", "token", "mo@town.example", "--name", "test").strip()


@pytest.fixture
def held(token: str, session: Session, instance: Instance) -> list[dict[str, Any]]:
    """Comments that wait, in a thread that somebody wants to hear of."""
    assert token
    writers = Writers(session, instance)
    ids = [writers.post(reader(number), f"Text {number}") for number in range(AT_ONCE * BATCHES)]
    with writing(session):
        thread = session.scalars(select(Thread)).one()
        listener = Subscription(id=1, thread_id=thread.id, email="bea@example.org", created=1, confirmed=1)
        session.add(listener)
    with reading(session):  # left open, it would go on seeing the database as it is now
        return [{"id": str(each), "version": writers.find(each).version} for each in ids]


def check_decided(session: Session, answered: dict[str, list[dict[str, Any]]], ids: Sequence[int]) -> None:
    """Check that every batch was written as a whole, that none is lost, and that a job waits for each comment."""
    with reading(session):
        rows = session.execute(select(LogEntry.batch, LogEntry.comment_id).where(LogEntry.batch.is_not(None))).all()
        statuses = {row.id: row.status for row in session.execute(select(Comment.id, Comment.status))}
        jobs = [job.payload["comment"] for job in session.scalars(select(Job).where(Job.kind == "replies"))]
    assert statuses == dict.fromkeys(ids, "approved")
    assert sorted(row.comment_id for row in rows) == sorted(jobs) == sorted(ids)
    written: dict[str, set[str]] = {}
    for row in rows:
        written.setdefault(row.batch, set()).add(str(row.comment_id))
    assert {len(batch) for batch in written.values()} == {AT_ONCE}
    for batch, results in answered.items():
        errors = {result.get("error") for result in results}
        # One that was done when the server died before its answer is answered as stale the second time.
        assert errors in ({None}, {"stale"})
        assert (batch in written) == (errors == {None})
        assert {result["status"] for result in results} == {"approved"}
    check_counts(session)
    check_log(session)


def test_no_decision_is_lost_or_half_done(
    server: LiveServer, token: str, held: list[dict[str, Any]], session: Session
) -> None:
    desk = Desk(server, token, [held[start : start + AT_ONCE] for start in range(0, len(held), AT_ONCE)])
    with serving(server, "--no-jobs"):
        with desk.deciding():
            for _ in range(KILLS):
                desk.await_more(2)
                server.kill()
                server.start("--no-jobs")
        server.kill()
    ids = [int(item["id"]) for item in held]
    check_decided(session, desk.answered, ids)
    with open_office() as office:
        server.environment |= {"DISCUSS_SMTP_URL": office.url, "DISCUSS_MAIL_FROM": "comments@town.example"}
        with serving(server):
            await_true(lambda: len(office.envelopes) >= len(ids))
        assert len({mail["Message-ID"] for mail in office.messages}) == len(office.envelopes) == len(ids)
