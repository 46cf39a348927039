from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.domain.status import Status
from tests.hostile_places import FOREIGN_ORIGINS
from tests.pages.reading import form, post, read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from discuss.store.tables import Site

THREAD = "/t/town?thread=/a"
OWN_ORIGIN = "https://comments.example"


def count(client: FlaskClient) -> int:
    return len(read(client.get(THREAD)).comments)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "Please give a name; any name will do."),
        ({"name": "\u200b"}, "name", "Please give a name; any name will do."),
        ({"body": " \n "}, "body", "Please write something first."),
        ({"body": "x" * 10_001}, "body", "This is too long: 10001 characters, at most 10000 are possible."),
        ({"subscribe": "1"}, "email", "To tell you of replies we need an e-mail address."),
        ({"subscribe": "1", "email": "nonsense"}, "email", "This does not look like an e-mail address"),
        ({"website": "javascript:alert(1)"}, "website", "A website's address starts with https:// or http://."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: FlaskClient, set_site: Callable[..., None], changes: dict[str, str], field: str, words: str
) -> None:
    set_site(website="on")
    sent = form(action="post", key="k" * 22, email="", website="") | changes
    answer = client.post("/t/town", data=sent)
    page = read(answer)
    assert answer.status_code == 422
    assert f"{field}-wrong" in page.ids
    assert f"#{field}" in page.links
    assert words in page.text
    assert {name: page.fields[name] for name in ("name", "body", "email", "website")} == {
        name: sent[name] for name in ("name", "body", "email", "website")
    }
    assert ("subscribe" in page.checked) == ("subscribe" in sent)
    assert page.fields["key"] == "k" * 22
    assert count(client) == 0


def test_complaints_come_in_the_language_of_the_site(client: FlaskClient, set_site: Callable[..., None]) -> None:
    set_site(language="de")
    page = read(client.post("/t/town", data=form(action="post", key="k" * 22, name="", body="x" * 10_001)))
    assert "Bitte nenne einen Namen, irgendeinen." in page.text
    assert "Das ist zu lang: 10001 Zeichen, höchstens 10000 sind möglich." in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "https://evil.example/a"}, "does not belong to the site"),
        ({"url": ""}, "This is empty."),
        ({"thread": "/b"}, "This address belongs to another thread than /b."),
        ({"thread": "{{ page.key }}"}, "did not fill in"),
        ({"parent": "1"}, "not there any more"),
        ({"parent": "x"}, "not there any more"),
    ],
)
def test_a_form_that_was_tampered_with_posts_nothing(client: FlaskClient, changes: dict[str, str], words: str) -> None:
    answer = client.post("/t/town", data=form(action="post", key="k" * 22, **changes))
    assert answer.status_code == 422
    assert words in read(answer).text
    assert count(client) == 0


def test_a_reply_whose_parent_went_away_can_be_posted_alone(
    client: FlaskClient, set_status: Callable[[str, Status], None]
) -> None:
    parent = post(client)
    page = read(client.get(f"{THREAD}&reply={parent}"))
    set_status(parent, Status.REJECTED)
    refused = read(client.post("/t/town", data=page.fields | {"name": "Ann", "body": "Yes", "action": "post"}))
    assert "You can post your text as a comment of its own." in refused.text
    assert "parent" not in refused.fields
    assert client.post("/t/town", data=refused.fields | {"action": "post"}).status_code == 303


def test_a_closed_thread_keeps_the_text(client: FlaskClient, change_thread: Callable[..., None]) -> None:
    post(client)
    change_thread(closed_at=1)
    answer = write(client, body="Too late")
    page = read(answer)
    assert answer.status_code == 409
    assert "Comments are closed." in page.text
    assert page.fields["body"] == "Too late"
    assert page.buttons == []


def test_too_many_posts_are_told_how_long_to_wait(client: FlaskClient, set_site: Callable[..., None]) -> None:
    set_site(rules="off")
    for _ in range(60):
        post(client)
    answer = write(client)
    page = read(answer)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert f"Please wait {answer.headers['Retry-After']} second" in page.text
    assert page.fields["body"] == "Hello *there*"


def test_a_form_of_another_site_is_shown_and_not_posted(client: FlaskClient) -> None:
    for origin in FOREIGN_ORIGINS:
        answer = client.post("/t/town", data=form(action="post", key="k" * 22), headers={"Origin": origin})
        page = read(answer)
        assert answer.status_code == 403, origin
        assert "This was sent from another site." in page.text
        assert page.fields["body"] == "Hello *there*"
    assert count(client) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": OWN_ORIGIN}, 303),
        ({"Referer": f"{OWN_ORIGIN}/t/town?thread=/a"}, 303),
        ({}, 303),
        ({"Origin": "https://town.example"}, 403),
        ({"Referer": "https://evil.example/https://comments.example/"}, 403),
        ({"Referer": "about:blank"}, 403),
        ({"Origin": "null", "Referer": f"{OWN_ORIGIN}/"}, 403),
    ],
)
def test_forms_come_from_our_own_pages(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    answer = client.post("/t/town", data=form(action="post", key="k" * 22), headers=headers)
    assert answer.status_code == status


def test_a_site_that_is_not_there_takes_no_form(client: FlaskClient, site: Site) -> None:
    assert site.name == "town"
    answer = client.post("/t/nowhere", data=form(), headers={"Accept": "text/html"})
    assert answer.status_code == 404
    read(answer)


def test_what_is_too_large_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.post("/t/town", data=form(body="x" * 300_000))
    assert answer.status_code == 413
    assert "This is too large." in read(answer).text
