"""An edit goes through what a post goes through; and who has the token finds every byte again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from sqlalchemy import select

from discuss.domain.status import Status
from discuss.errors import Invalid
from discuss.services import sites
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Thread
from tests import hostile
from tests.api.contracts import pointers_of, problem_of
from tests.api.worlds import COMMENTS, Posted, draft, dump, new_reader, post, set_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

START = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
# On one database and one comment or thread many times over: what a former example left does no harm.
many = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
any_text = st.text(st.characters(codec=None), max_size=200) | st.sampled_from([*hostile.TRICKS, *hostile.UNSTORABLE])


@pytest.fixture
def comment(client: FlaskClient, session: Session) -> Posted:
    sites.set_site(session, "town", {"posts_limit": "off"})
    return post(client, body="Before")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


def edit(client: FlaskClient, comment: Posted, body: str) -> TestResponse:
    return client.patch(comment.path, json={"body": body}, headers=comment.proof)


def own(client: FlaskClient, comment: Posted) -> dict[str, Any]:
    answer = client.get(f"{comment.path}/own", headers=comment.proof)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.get_json()
    return found


def public(client: FlaskClient, comment: Posted) -> dict[str, Any]:
    found: dict[str, Any] = client.get(comment.path).get_json()["comment"]
    return found


@many
@given(body=any_text)
def test_an_edit_is_taken_where_a_post_is(client: FlaskClient, comment: Posted, body: str) -> None:
    posted = client.post(COMMENTS, json=draft(body=body), headers=new_reader())
    edited = edit(client, comment, body)
    if posted.status_code >= 400:
        assert (edited.status_code, edited.data) == (posted.status_code, posted.data)
        return
    assert (posted.status_code == 201) == (edited.status_code == 200)
    assert edited.get_json()["comment"]["html"] == posted.get_json()["comment"]["html"]


@many
@given(body=any_text)
def test_the_author_finds_every_byte_again(client: FlaskClient, body: str) -> None:
    answer = client.post(COMMENTS, json=draft(body=body), headers=new_reader())
    if answer.status_code < 300:
        posted = Posted(answer.get_json()["comment"]["id"], answer.get_json()["edit_token"], {}, {})
        assert own(client, posted)["body"] == body.replace("\r\n", "\n").replace("\r", "\n")


def test_an_edit_without_a_change_changes_nothing(client: FlaskClient, session: Session) -> None:
    for body in hostile.TRICKS:
        answer = client.post(COMMENTS, json=draft(body=body), headers=new_reader())
        if answer.status_code >= 400:
            continue
        comment = Posted(answer.get_json()["comment"]["id"], answer.get_json()["edit_token"], {}, {})
        text = own(client, comment)["body"]
        assert text == body.replace("\r\n", "\n")
        before = dump(session)
        assert edit(client, comment, text).status_code == {201: 200, 202: 202}[answer.status_code]
        assert dump(session) == before
        assert own(client, comment)["edited"] is None


BODIES = (
    "",
    " ",
    "\u200b",
    "\u2800\u3164",
    "x" * 10_001,
    "\U0001f600" * 10_001,
    "a\x00b",
    "- " * 3000,
    "[x](a)" * 1500,
)


def test_what_no_post_may_say_no_edit_may(client: FlaskClient, session: Session, comment: Posted) -> None:
    refused = []
    for body in BODIES:
        posted = client.post(COMMENTS, json=draft(body=body), headers=new_reader())
        if posted.status_code >= 300:
            refused.append((body, posted))
    before = dump(session)
    assert len(refused) >= 7
    for body, posted in refused:
        answer = edit(client, comment, body)
        assert (answer.status_code, answer.data) == (posted.status_code, posted.data)
        assert pointers_of(answer) == {"/body"}
    assert dump(session) == before


def test_an_edit_is_published(client: FlaskClient, comment: Posted) -> None:
    answer = edit(client, comment, "*After*")
    assert answer.status_code == 200
    assert answer.get_json()["edit_token"] == comment.token
    assert answer.get_json()["version"] == comment.answer["version"] + 1
    shown = public(client, comment)
    assert shown["html"] == "<p><em>After</em></p>"
    assert shown["edited"] is not None
    assert own(client, comment)["status"] == "approved"


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED, Status.SPAM])
def test_no_edit_publishes_what_is_held(client: FlaskClient, session: Session, comment: Posted, status: Status) -> None:
    set_status(session, comment.id, status)
    answer = edit(client, comment, "Harmless")
    assert (answer.status_code, answer.get_json()["status"]) == (202, "pending")
    assert client.get(comment.path).status_code == 404
    seen = own(client, comment)
    assert (seen["status"], seen["body"]) == ("pending", "Harmless")
    with reading(session):
        assert session.scalars(select(Comment.status)).all() == [status]


def test_a_premoderated_site_holds_edits(client: FlaskClient, session: Session, comment: Posted) -> None:
    sites.set_site(session, "town", {"premoderation": "all"})
    assert edit(client, comment, "After").status_code == 202
    assert public(client, comment)["html"] == "<p>Before</p>"


@pytest.mark.parametrize(
    ("window", "seconds", "is_open"),
    [
        ("0", 0, False),
        ("1s", 0, True),
        ("1s", 1, False),
        ("60m", 3599, True),
        ("60m", 3600, False),
        ("60m", 3601, False),
        ("3650d", 3650 * 86400 - 1, True),
    ],
)
def test_the_window_ends_when_it_says(
    client: FlaskClient, session: Session, window: str, seconds: int, *, is_open: bool
) -> None:
    sites.set_site(session, "town", {"edit_window": window})
    with time_machine.travel(START, tick=False) as clock:
        comment = post(client, body="Before")
        clock.shift(timedelta(seconds=seconds))
        answer = edit(client, comment, "After")
        assert answer.status_code == (200 if is_open else 409)
        until = own(client, comment)["edit_until"]
        if is_open:
            assert datetime.fromisoformat(until) > datetime.now(UTC)
        else:
            assert (problem_of(answer)["code"], until) == ("edit-window-over", None)


@pytest.mark.usefixtures("client")
def test_a_window_that_is_none_is_refused(session: Session) -> None:
    for window in ("-1", "-60m", "3651d", "9" * 30, "1e3", "", "forever"):
        with pytest.raises(Invalid, match="edit_window"):
            sites.set_site(session, "town", {"edit_window": window})


def test_what_waits_may_be_edited_as_long_as_it_waits(
    client: FlaskClient, session: Session, clock: time_machine.Traveller
) -> None:
    sites.set_site(session, "town", {"premoderation": "all", "edit_window": "60m"})
    comment = post(client, body="Before")
    clock.shift(timedelta(days=3))
    assert edit(client, comment, "After").status_code == 202
    set_status(session, comment.id, Status.APPROVED)
    assert edit(client, comment, "Too late").status_code == 409


def test_a_closed_thread_takes_no_edit(client: FlaskClient, session: Session, comment: Posted) -> None:
    with writing(session):
        session.query(Thread).update({"closed_at": 1})
    answer = edit(client, comment, "After")
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "thread-closed")
    assert public(client, comment)["html"] == "<p>Before</p>"
    assert client.delete(comment.path, headers=comment.proof).status_code == 204


def test_what_is_deleted_takes_no_edit(client: FlaskClient, session: Session, comment: Posted) -> None:
    client.delete(comment.path, headers=comment.proof)
    before = dump(session)
    assert edit(client, comment, "After").status_code == 409
    assert dump(session) == before
