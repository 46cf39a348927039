"""An edit of a published comment that a rule holds: the published text stays, the author sees the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from discuss.store.session import reading
from discuss.store.tables import Comment, LogEntry
from tests.api.test_editing import edit, own, public
from tests.api.worlds import COMMENTS, Posted, dump, post

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


LINKS = "https://a.example https://b.example https://c.example"


@pytest.fixture
def comment(client: FlaskClient) -> Posted:
    return post(client, body="Before")


@pytest.fixture
def held(client: FlaskClient, comment: Posted) -> Posted:
    before = client.get(COMMENTS, query_string={"thread": "/a"})
    answer = edit(client, comment, LINKS)
    assert (answer.status_code, answer.get_json()["status"]) == (202, "pending")
    after = client.get(COMMENTS, query_string={"thread": "/a"})
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    return comment


def test_the_author_sees_the_new_text(client: FlaskClient, held: Posted) -> None:
    seen = own(client, held)
    assert (seen["status"], seen["body"]) == ("pending", LINKS)
    assert "a.example" in seen["html"]
    assert seen["reasons"]


def test_the_answer_shows_the_author_the_new_text(client: FlaskClient, comment: Posted) -> None:
    answer = edit(client, comment, LINKS).get_json()
    assert "a.example" in answer["comment"]["html"]


def test_a_good_edit_after_it_is_published(client: FlaskClient, held: Posted) -> None:
    assert edit(client, held, "Without links").status_code == 200
    assert public(client, held)["html"] == "<p>Without links</p>"
    assert own(client, held)["body"] == "Without links"


def test_back_to_what_is_published_drops_it(client: FlaskClient, session: Session, held: Posted) -> None:
    assert edit(client, held, "Before").status_code == 200
    seen = own(client, held)
    assert (seen["status"], seen["body"]) == ("approved", "Before")
    with reading(session):
        assert session.scalars(select(Comment.draft_body)).all() == [None]


def test_sent_again_it_waits_still(client: FlaskClient, held: Posted) -> None:
    assert edit(client, held, LINKS).status_code == 202
    assert own(client, held)["body"] == LINKS


def test_the_reason_is_in_the_log(session: Session, held: Posted) -> None:
    with reading(session):
        entries = session.scalars(select(LogEntry).where(LogEntry.action == "edit")).all()
        assert [(entry.reason, entry.comment_id) for entry in entries] == [("link-count", int(held.id))]


def test_deletion_drops_it(client: FlaskClient, session: Session, held: Posted) -> None:
    client.delete(held.path, headers=held.proof)
    assert "a.example" not in repr(dump(session)["comment"])
