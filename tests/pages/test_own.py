from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss.domain.status import Status
from discuss.web.current import EXTENSION
from tests.pages.reading import read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

THREAD = "/t/town?thread=/a"
EVIL = {"Origin": "https://evil.example"}


def comment_of(address: str) -> str:
    return address.split("/")[2]


@pytest.fixture
def own(client: FlaskClient) -> str:
    """The private address of a published comment."""
    return write(client).location


def test_the_private_page_belongs_to_one_reader(client: FlaskClient, own: str) -> None:
    answer = client.get(own)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_a_wrong_token_tells_nothing(client: FlaskClient, own: str) -> None:
    for address in (own[:-1], own + "x", own.upper(), own.replace("/own/", "/own/1"), f"{own}/x"):
        for answer in (client.get(address), client.post(address, data={"body": "x", "action": "save"})):
            assert answer.status_code == 404
            assert "Hello" not in answer.text
    for answer in (client.get(f"{own[:-1]}/delete"), client.post(f"{own[:-1]}/delete")):
        assert answer.status_code == 404
    assert len(read(client.get(THREAD)).comments) == 1


def test_a_comment_is_changed(client: FlaskClient, own: str) -> None:
    saved = client.post(own, data={"body": "Better *words*", "action": "save"})
    assert saved.status_code == 303
    page = read(client.get(saved.location))
    assert "Your change is saved." in page.text
    assert page.fields["body"] == "Better *words*"
    assert "<p>Better <em>words</em></p>" in client.get(THREAD).text


def test_a_change_is_previewed(client: FlaskClient, own: str) -> None:
    answer = client.post(own, data={"body": "Better *words*", "action": "preview"})
    page = read(answer)
    assert "<p>Better <em>words</em></p>" in answer.text
    assert page.fields["body"] == "Better *words*"
    assert "Better" not in client.get(THREAD).text


def test_a_change_without_a_change_changes_nothing(client: FlaskClient, own: str) -> None:
    etag = client.get(THREAD).headers["ETag"]
    body = read(client.get(own)).fields["body"].replace("\n", "\r\n")  # as browsers send it
    client.post(own, data={"body": body, "action": "save"})
    assert client.get(THREAD).headers["ETag"] == etag


def test_a_wrong_text_is_refused_and_kept(client: FlaskClient, own: str) -> None:
    answer = client.post(own, data={"body": "x" * 10_001, "action": "save"})
    page = read(answer)
    assert answer.status_code == 422
    assert page.fields["body"] == "x" * 10_001
    assert "body-wrong" in page.ids


def test_a_change_that_is_held_leaves_the_published_text(
    client: FlaskClient, own: str, set_site: Callable[..., None]
) -> None:
    set_site(premoderation="all")
    saved = client.post(own, data={"body": "Other words", "action": "save"})
    page = read(client.get(saved.location))
    assert "Someone from the team reads it first." in page.text
    assert page.fields["body"] == "Other words"
    assert "Other words" not in client.get(THREAD).text
    assert "there" in client.get(THREAD).text


def test_after_the_window_the_text_can_only_be_copied(app: Flask, client: FlaskClient, own: str) -> None:
    instance = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(instance, clock=lambda: instance.clock() + 61 * 60 * 1000)
    assert "The time to change the text is over." in read(client.get(own)).text
    answer = client.post(own, data={"body": "Too late", "action": "save"})
    assert answer.status_code == 409
    assert read(answer).fields["body"] == "Too late"
    assert client.post(f"{own}/delete").status_code == 303


def test_a_closed_thread_takes_no_change(client: FlaskClient, own: str, change_thread: Callable[..., None]) -> None:
    change_thread(closed_at=1)
    answer = client.post(own, data={"body": "Too late", "action": "save"})
    assert answer.status_code == 409
    assert "Comments are closed." in read(answer).text


def test_deleting_asks_first(client: FlaskClient, own: str) -> None:
    page = read(client.get(f"{own}/delete"))
    assert "Delete this comment for good?" in page.text
    assert len(read(client.get(THREAD)).comments) == 1
    gone = client.post(f"{own}/delete")
    assert (gone.status_code, gone.location) == (303, own)
    again = read(client.get(own))
    assert "Your comment was deleted." in again.text
    assert "Hello" not in again.text
    assert read(client.get(THREAD)).comments == []
    assert client.post(f"{own}/delete").status_code == 303
    assert client.post(own, data={"body": "Back", "action": "save"}).status_code == 409


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM, Status.PENDING])
def test_whatever_was_decided_looks_like_waiting(
    client: FlaskClient, own: str, set_status: Callable[[str, Status], None], status: Status
) -> None:
    set_status(comment_of(own), status)
    text = read(client.get(own)).text
    assert "Someone from the team reads it first." in text
    assert not {"rejected", "spam"} & set(text.lower().split())


def test_forms_of_other_sites_change_nothing(client: FlaskClient, own: str) -> None:
    changed = client.post(own, data={"body": "Evil", "action": "save"}, headers=EVIL)
    assert changed.status_code == 403
    assert client.post(f"{own}/delete", headers=EVIL).status_code == 403
    assert "Evil" not in client.get(THREAD).text
    assert len(read(client.get(THREAD)).comments) == 1
