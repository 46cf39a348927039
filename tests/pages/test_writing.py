from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.pages.reading import form, post, read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient


THREAD = "/t/town?thread=/a"
OWN_ORIGIN = "https://comments.example"


def count(client: FlaskClient) -> int:
    return len(read(client.get(THREAD)).comments)


def test_a_preview_shows_the_text_and_stores_nothing(client: FlaskClient) -> None:
    answer = client.post("/t/town", data=form(action="preview"))
    page = read(answer)
    assert answer.status_code == 200
    assert "<p>Hello <em>there</em></p>" in answer.text
    assert page.fields["body"] == "Hello *there*"
    assert page.fields["name"] == "Ann"
    assert page.buttons == ["post", "preview"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert count(client) == 0


def test_posting_leads_to_the_private_page(client: FlaskClient) -> None:
    posted = write(client)
    assert posted.status_code == 303
    own = read(client.get(posted.location))
    assert "Published." in own.text
    assert f"https://comments.example{posted.location}" in own.text
    assert count(client) == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 23, "ünsichtbar-ünsichtbar-"])
def test_nothing_is_posted_before_its_preview_was_seen(client: FlaskClient, key: str) -> None:
    answer = client.post("/t/town", data=form(action="post", key=key))
    page = read(answer)
    assert answer.status_code == 200
    assert len(page.fields["key"]) == 22
    assert "It is not posted yet." in page.text
    assert count(client) == 0


def test_a_double_click_is_one_comment(client: FlaskClient) -> None:
    sent = form(action="post", key=read(client.post("/t/town", data=form())).fields["key"])
    first, again = client.post("/t/town", data=sent), client.post("/t/town", data=sent)
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert count(client) == 1


def test_many_clicks_at_once_are_one_comment(app: Flask, client: FlaskClient) -> None:
    sent = form(action="post", key=read(client.post("/t/town", data=form())).fields["key"])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: app.test_client().post("/t/town", data=sent), range(8)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert count(client) == 1


def test_another_text_from_the_same_form_is_another_comment(client: FlaskClient) -> None:
    key = read(client.post("/t/town", data=form())).fields["key"]
    first = client.post("/t/town", data=form(action="post", key=key))
    other = client.post("/t/town", data=form(action="post", key=key, body="Something else"))
    assert first.location != other.location
    assert count(client) == 2


def test_each_form_has_a_key_of_its_own_and_public_pages_have_none(client: FlaskClient) -> None:
    comment = post(client)
    reply = f"{THREAD}&reply={comment}"
    assert "key" not in read(client.get(THREAD)).fields
    first, second = client.get(reply), client.get(reply)
    assert read(first).fields["key"] != read(second).fields["key"]
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_a_reply_stands_below_its_parent(client: FlaskClient) -> None:
    parent = post(client, name="Bert")
    page = read(client.get(f"{THREAD}&reply={parent}"))
    assert "Reply to Bert" in page.text
    posted = client.post("/t/town", data=page.fields | {"name": "Ann", "body": "Yes", "action": "post"})
    assert posted.status_code == 303
    answer = client.get("/api/v1/sites/town/comments?thread=/a").json
    assert answer
    assert [comment["parent"] for comment in answer["comments"]] == [None, parent]


def test_a_held_comment_is_shown_to_its_author_alone(client: FlaskClient, set_site: Callable[..., None]) -> None:
    set_site(premoderation="all")
    posted = write(client, body="Let me in")
    own = read(client.get(posted.location))
    assert "Thank you. Someone from the team reads it first." in own.text
    assert "Let me in" in own.text
    assert count(client) == 0


def test_the_form_asks_for_what_the_site_wants(client: FlaskClient, set_site: Callable[..., None]) -> None:
    assert {"email", "website"} & set(read(client.get(THREAD)).fields) == {"email"}
    set_site(email="off", website="on")
    assert {"email", "website"} & set(read(client.get(THREAD)).fields) == {"website"}
    set_site(email="required")
    refused = client.post("/t/town", data=form(action="post", key="k" * 22))
    assert "This site asks for an e-mail address." in read(refused).text


@pytest.mark.parametrize(
    "body", ["\n\nTwo empty lines first", "a\r\nb", " spaces \n", "</textarea><b>x", "&lt;&amp;lt;"]
)
def test_a_text_comes_back_byte_for_byte(client: FlaskClient, body: str) -> None:
    page = read(client.post("/t/town", data=form(body=body)))
    assert page.fields["body"] == body
    own = read(client.get(write(client, body=body).location))
    assert own.fields["body"] == body.replace("\r\n", "\n")
