"""Asking to be told of a thread, and offering it only where mail can be sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss import create_app
from discuss.services import sites
from discuss.store.flask_db import db
from tests.api.contracts import pointers_of
from tests.api.worlds import COMMENTS, post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.config import Settings

WISHES = "/api/v1/sites/town/subscriptions"


def fields(client: FlaskClient) -> list[str]:
    page = client.get(COMMENTS, query_string={"thread": "/a"}).json
    assert page is not None
    found: list[str] = page["site"]["fields"]
    return found


@pytest.fixture
def mute(client: FlaskClient, settings: Settings) -> Iterator[FlaskClient]:
    """A client of the same installation without mail."""
    assert client
    app = create_app(replace(settings, smtp_url="", mail_from=""))
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_every_wish_is_answered_alike(client: FlaskClient) -> None:
    post(client, author={"name": "Ann", "email": "ann@example.org"}, subscribe=True)
    answers = [
        client.post(WISHES, json={"thread": "/a", "email": email})
        for email in ("ann@example.org", "zoe@example.org", "zoe@example.org")
    ]
    assert {(answer.status_code, answer.data) for answer in answers} == {(202, b"{}")}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"thread": "/a"}, "/email"),
        ({"email": "zoe@example.org"}, "/thread"),
        ({"thread": "/a", "email": "zoe"}, "/email"),
        ({"thread": "/a", "email": ""}, "/email"),
        ({"thread": "/a", "email": "zoe@example.org\r\nBcc: x@y.example"}, "/email"),
        ({"thread": "/a", "email": "=?utf-8?q?x?=@example.org"}, "/email"),
        ({"thread": "/nothing", "email": "zoe@example.org"}, "/thread"),
        ({"thread": "https://evil.example/", "email": "zoe@example.org"}, "/thread"),
        ({"thread": "/a", "email": "zoe@example.org", "confirmed": 1}, "/confirmed"),
    ],
)
def test_a_wish_that_cannot_be_names_the_field(client: FlaskClient, body: dict[str, object], pointer: str) -> None:
    post(client)
    answer = client.post(WISHES, json=body)
    assert answer.status_code == 422
    assert pointers_of(answer) == {pointer}


def test_an_unknown_site_has_no_threads(client: FlaskClient) -> None:
    answer = client.post("/api/v1/sites/nowhere/subscriptions", json={"thread": "/a", "email": "zoe@example.org"})
    assert answer.status_code == 404


def test_mails_are_offered_only_where_they_can_be_sent(
    client: FlaskClient, mute: FlaskClient, session: Session
) -> None:
    assert fields(client) == ["subscribe"]
    assert fields(mute) == []
    sites.set_site(session, "town", {"email": "required"})
    assert fields(client) == ["subscribe", "email"]
    assert fields(mute) == ["email"]
    sites.set_site(session, "town", {"reply_mails": "off"})
    assert fields(client) == ["email"]


def test_the_policy_speaks_of_addresses_only_where_they_are_asked_for(client: FlaskClient, mute: FlaskClient) -> None:
    def policy(reader: FlaskClient) -> str:
        return str(reader.get(COMMENTS, query_string={"thread": "/a"}).get_json()["site"]["policy"])

    assert "e-mail" in policy(client)
    assert "e-mail" not in policy(mute)


def test_a_page_has_another_tag_once_mail_is_set_up(client: FlaskClient, mute: FlaskClient) -> None:
    tags = {each.get(COMMENTS, query_string={"thread": "/a"}).headers["ETag"] for each in (client, mute)}
    assert len(tags) == 2


def test_without_mail_a_wish_is_refused_in_words(mute: FlaskClient) -> None:
    answer = mute.post(WISHES, json={"thread": "/a", "email": "zoe@example.org"})
    assert (answer.status_code, answer.get_json(force=True)["detail"]) == (
        409,
        "This site sends no mail about replies.",
    )
