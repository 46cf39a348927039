"""A repeated Idempotency-Key gives the same answer, whatever happened since."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import func, select

from discuss.domain.status import Status
from discuss.services import sites
from discuss.services.retention import sweep
from discuss.store.machine_tables import RememberedAnswer
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Thread
from tests.api.contracts import pointers_of
from tests.api.worlds import COMMENTS, PAGE, draft, new_reader, post, set_status

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from discuss.services.instance import Instance
    from discuss.store.tables import Site


def send(client: FlaskClient, key: str = "k", site: str = "town", **changes: Any) -> TestResponse:
    headers = new_reader() | {"Idempotency-Key": key}
    return client.post(f"/api/v1/sites/{site}/comments", json=draft(**changes), headers=headers)


def count(session: Session) -> int:
    with reading(session):
        return session.scalar(select(func.count()).select_from(Comment)) or 0


def test_the_same_key_gives_the_same_bytes(client: FlaskClient, session: Session) -> None:
    first = send(client)
    assert [send(client).data for _ in range(3)] == [first.data] * 3
    assert count(session) == 1


@pytest.mark.parametrize("way", [{"seconds": 90}, {"trap": True}, {"seconds": 3, "trap": True}])
def test_how_it_was_written_makes_no_other_post(client: FlaskClient, session: Session, way: dict[str, Any]) -> None:
    first = send(client, seconds=2)
    again = send(client, **way)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert count(session) == 1


def test_what_counts_is_what_was_understood(client: FlaskClient, session: Session) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    spellings = (
        json.dumps(draft()),
        json.dumps(draft(), indent=4),
        json.dumps(draft(), sort_keys=True),
        json.dumps(dict(reversed(draft().items()))),
        json.dumps(draft(parent=None, thread=None, title=None, subscribe=False)),
        json.dumps(draft(author={"name": "Ann", "email": None, "website": None})),
        json.dumps(draft()).replace("H", "\\u0048"),
    )
    answers = [client.post(COMMENTS, data=text, headers=headers) for text in spellings]
    assert {answer.data for answer in answers} == {answers[0].data}
    assert count(session) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "Other"},
        {"body": "Hello *there* "},
        {"url": "https://town.example/b"},
        {"thread": "/a"},
        {"title": "x"},
        {"author": {"name": "Bob"}},
        {"author": {"name": "Ann", "email": "ann@example.org"}},
    ],
)
def test_the_same_key_with_another_body_is_refused(
    client: FlaskClient, session: Session, changes: dict[str, Any]
) -> None:
    send(client)
    answer = send(client, **changes)
    assert answer.status_code == 422
    assert pointers_of(answer) == {"Idempotency-Key"}
    assert count(session) == 1


@pytest.mark.usefixtures("city")
def test_a_key_is_a_sites_own(client: FlaskClient, session: Session) -> None:
    here, there = send(client), send(client, site="city", url="https://city.example/a")
    assert (here.status_code, there.status_code) == (201, 201)
    assert count(session) == 2


def test_keys_are_told_apart_by_every_sign(client: FlaskClient, session: Session) -> None:
    keys = ["k", "K", "k.", "!", "~", "x" * 255, "x" * 254, "%6B", '"k"', "k'--"]
    assert {send(client, key).status_code for key in keys} == {201}
    assert count(session) == len(keys)


def test_a_refusal_is_not_remembered(client: FlaskClient, session: Session) -> None:
    assert send(client, body="").status_code == 422
    assert send(client, url="https://evil.example/").status_code == 422
    _close(session, client)
    assert send(client).status_code == 409
    _open(session)
    with reading(session):
        assert session.scalars(select(RememberedAnswer.key)).all() == []
    assert send(client, body="Now").status_code == 201


def _close(session: Session, client: FlaskClient) -> None:
    post(client, body="First")
    with writing(session):
        session.query(Thread).update({"closed_at": int(datetime.now(UTC).timestamp() * 1000)})


def _open(session: Session) -> None:
    with writing(session):
        session.query(Thread).update({"closed_at": None})


def test_a_retry_is_answered_after_closing(client: FlaskClient, session: Session) -> None:
    first = send(client)
    _close(session, client)
    assert send(client, key="other").status_code == 409
    again = send(client)
    assert (again.status_code, again.data) == (201, first.data)


def test_a_retry_is_answered_after_sixty_posts(client: FlaskClient) -> None:
    reader = new_reader()
    first = client.post(COMMENTS, json=draft(), headers=reader | {"Idempotency-Key": "k"})
    for number in range(59):
        post(client, reader=reader, body=f"No. {number}")
    assert client.post(COMMENTS, json=draft(), headers=reader | {"Idempotency-Key": "new"}).status_code == 429
    again = client.post(COMMENTS, json=draft(), headers=reader | {"Idempotency-Key": "k"})
    assert (again.status_code, again.data) == (201, first.data)


def test_a_retry_is_answered_after_its_comment_and_its_parent_are_gone(client: FlaskClient, session: Session) -> None:
    parent = post(client)
    first = send(client, parent=parent.id)
    set_status(session, first.get_json()["comment"]["id"], Status.SPAM)
    set_status(session, parent.id, Status.DELETED)
    assert send(client, parent=parent.id).data == first.data


def test_a_retry_is_answered_after_the_settings_changed(client: FlaskClient, session: Session) -> None:
    first = send(client)
    sites.set_site(session, "town", {"premoderation": "all", "email": "required", "edit_window": "0"})
    again = send(client)
    assert (again.status_code, again.data) == (201, first.data)


def test_a_held_answer_is_remembered_as_such(client: FlaskClient, session: Session) -> None:
    sites.set_site(session, "town", {"premoderation": "all"})
    first = send(client)
    set_status(session, first.get_json()["comment"]["id"], Status.APPROVED)
    again = send(client)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.data == first.data


def test_no_token_is_stored(client: FlaskClient, session: Session) -> None:
    token = send(client).get_json()["edit_token"]
    with reading(session):
        (answer,) = session.scalars(select(RememberedAnswer.answer))
    assert token not in answer


def test_many_at_once_are_one(app: Flask, session: Session, site: Site) -> None:
    assert site.name == "town"
    headers = new_reader() | {"Idempotency-Key": "k"}

    def once(_: int) -> tuple[int, bytes]:
        answer = app.test_client().post(COMMENTS, json=draft(), headers=headers)
        return answer.status_code, answer.data

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(once, range(24)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    assert count(session) == 1


def test_many_at_once_with_another_body_are_one_and_refusals(app: Flask, session: Session, site: Site) -> None:
    assert site.name == "town"

    def once(number: int) -> int:
        headers = new_reader() | {"Idempotency-Key": "k"}
        return app.test_client().post(COMMENTS, json=draft(body=f"No. {number}", url=PAGE), headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(once, range(12)))
    assert statuses == [201] + [422] * 11
    assert count(session) == 1


def test_a_key_is_kept_for_seven_days(client: FlaskClient, session: Session, instance: Instance) -> None:
    with time_machine.travel(datetime(2026, 3, 14, tzinfo=UTC), tick=False) as clock:
        first = send(client)
        clock.shift(timedelta(days=6, hours=23))
        sweep(session, instance)
        assert send(client).data == first.data
        clock.shift(timedelta(hours=2))
        sweep(session, instance)
        later = send(client)
    assert later.status_code == 201
    assert later.get_json()["comment"]["id"] != first.get_json()["comment"]["id"]
