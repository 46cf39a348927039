"""Reports: one a reader, three an address, for what is visible; they change nothing that a stranger sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from discuss.domain.status import Status
from discuss.store.session import reading
from discuss.store.tables import Flag
from tests.api.contracts import pointers_of
from tests.api.worlds import COMMENTS, Posted, World, dump, new_reader, post

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

REASONS = ("spam", "abuse", "off-topic", "about-me", "illegal", "other")


@pytest.fixture
def comment(client: FlaskClient) -> Posted:
    """A comment of somebody who is known: a newcomer's would wait after three reports."""
    return post(client, reader=post(client, url="https://town.example/before").reader)


def flag(client: FlaskClient, comment: Posted, reader: dict[str, str] | None = None, **body: str | None) -> None:
    answer = client.post(f"{comment.path}/flags", json={"reason": "spam"} | body, headers=reader or new_reader())
    assert (answer.status_code, answer.get_json()) == (202, {})


def flags(session: Session) -> list[tuple[str, str | None]]:
    with reading(session):
        return [(row.reason, row.note) for row in session.execute(select(Flag.reason, Flag.note).order_by(Flag.at))]


def test_every_reason_is_taken(client: FlaskClient, session: Session, comment: Posted) -> None:
    for reason in REASONS:
        flag(client, comment, reason=reason, note="\U0001f600" * 1000)
    assert {(reason, len(note or "")) for reason, note in flags(session)} == {(reason, 1000) for reason in REASONS}


def test_a_note_that_cannot_be_kept_is_refused(client: FlaskClient, session: Session, comment: Posted) -> None:
    for note in ("x" * 1001, "\U0001f600" * 1001, "a\x00b"):
        answer = client.post(f"{comment.path}/flags", json={"reason": "other", "note": note}, headers=new_reader())
        assert answer.status_code == 422
        assert pointers_of(answer) == {"/note"}
    assert flags(session) == []


def test_the_last_word_of_a_reader_counts(client: FlaskClient, session: Session, comment: Posted) -> None:
    reader = new_reader()
    flag(client, comment, reader, reason="spam", note="x")
    flag(client, comment, reader, reason="abuse", note=None)
    assert flags(session) == [("abuse", None)]


def test_three_of_one_address_count(client: FlaskClient, session: Session, comment: Posted) -> None:
    readers = [new_reader() | {"X-Forwarded-For": "192.0.2.1"} for _ in range(5)]
    for reader in readers:
        flag(client, comment, reader)
    assert len(flags(session)) == 3
    flag(client, comment, readers[0], reason="abuse")
    assert sorted(reason for reason, _ in flags(session)) == ["abuse", "spam", "spam"]
    flag(client, comment)
    assert len(flags(session)) == 4


def test_without_a_key_the_address_counts(client: FlaskClient, session: Session, comment: Posted) -> None:
    for reason in ("spam", "abuse"):
        flag(client, comment, {"X-Forwarded-For": "192.0.2.1"}, reason=reason)
    assert flags(session) == [("abuse", None)]


def test_what_is_not_visible_takes_no_report(client: FlaskClient, session: Session, world: World) -> None:
    before = dump(session)
    nothing = client.post("/api/v1/comments/1/flags", json={"reason": "spam"}, headers=new_reader())
    for status in (status for status in Status if status is not Status.APPROVED):
        answer = client.post(f"{world.by_status[status].path}/flags", json={"reason": "spam"}, headers=new_reader())
        assert (answer.status_code, answer.data) == (404, nothing.data)
    assert dump(session) == before


def test_many_at_once_are_one_each(app: Flask, client: FlaskClient, session: Session, comment: Posted) -> None:
    readers = [new_reader() for _ in range(20)]
    before = client.get(COMMENTS, query_string={"thread": "/a"})

    def cast(number: int) -> int:
        path = f"{comment.path}/flags"
        return app.test_client().post(path, json={"reason": "spam"}, headers=readers[number % 20]).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(cast, range(40))) == {202}
    with reading(session):
        assert session.scalar(select(func.count()).select_from(Flag)) == 20
    after = client.get(COMMENTS, query_string={"thread": "/a"})
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
