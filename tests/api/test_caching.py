"""What caches and readers' own copies rest on: tags, 304, and nothing in an answer that is not in its address."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from discuss.domain.permissions import Role
from discuss.domain.status import Status
from discuss.services import sites
from discuss.store.session import writing
from discuss.store.tables import Thread
from tests import hostile_places
from tests.api.operations import good_calls
from tests.api.worlds import COMMENTS, Posted, World, draft, new_reader, post, set_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from discuss.services.instance import Instance

CACHING = "public, max-age=0, s-maxage=1, stale-while-revalidate=2, stale-if-error=600"
PUBLIC = ("load_comments", "load_comment", "load_counts", "load_document", "load_docs")


def read(client: FlaskClient, thread: str = "/a", **headers: str) -> TestResponse:
    return client.get(COMMENTS, query_string={"thread": thread}, headers=headers)


def state(client: FlaskClient, *threads: str) -> list[tuple[str, bytes]]:
    answers = [read(client, thread) for thread in threads]
    return [(answer.headers["ETag"], answer.data) for answer in answers]


def lasting(answer: TestResponse) -> dict[str, str]:
    """Give the headers that are the same for two requests of one thing."""
    return {name: value for name, value in answer.headers.items() if name not in {"Date", "X-Request-Id"}}


def test_public_answers_say_how_they_may_be_kept(client: FlaskClient, world: World) -> None:
    for call in (good_calls(world)[name] for name in PUBLIC):
        answer = call.send(client)
        assert answer.headers["Cache-Control"] == CACHING
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["ETag"].startswith('"')
        assert "Set-Cookie" not in answer.headers


def test_a_good_copy_is_not_sent_again(client: FlaskClient, world: World) -> None:
    for call in (good_calls(world)[name] for name in PUBLIC):
        tag = call.send(client).headers["ETag"]
        for given in (tag, f"W/{tag}", f'"other", {tag}', f'"other",W/{tag} , "x"', "*"):
            answer = call.with_header("If-None-Match", given).send(client)
            assert (answer.status_code, answer.data) == (304, b""), given
            assert answer.headers["ETag"] == tag
            assert answer.headers["Cache-Control"] == CACHING
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        for given in ('"other"', "", "W/", '"', f"{tag[:-1]}0", tag.upper()):
            assert call.with_header("If-None-Match", given).send(client).status_code == 200, given


def test_head_answers_as_get_without_the_body(client: FlaskClient, world: World) -> None:
    for call in (good_calls(world)[name] for name in PUBLIC):
        whole = call.send(client)
        path = whole.request.full_path.rstrip("?")
        head = client.head(path)
        assert (head.status_code, head.data) == (200, b"")
        assert lasting(head) == lasting(whole)


def test_what_is_not_in_the_address_changes_no_byte(client: FlaskClient, world: World) -> None:
    for call in (good_calls(world)[name] for name in PUBLIC):
        plain = call.send(client)
        for name, value in hostile_places.UNKEYED_HEADERS.items():
            answer = call.with_header(name, value).send(client)
            assert answer.data == plain.data, name
            assert lasting(answer) == lasting(plain), name


def test_each_encoding_has_its_own_tag(client: FlaskClient) -> None:
    for number in range(6):
        post(client, body=f"No. {number} " + "word " * 100)
    plain, packed = read(client), read(client, **{"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert packed.data == read(client, **{"Accept-Encoding": "gzip, br"}).data
    crossed = read(client, **{"Accept-Encoding": "gzip", "If-None-Match": plain.headers["ETag"]})
    assert crossed.status_code == 200
    for refused in ("identity", "gzip;q=0", "", "br"):
        assert "Content-Encoding" not in read(client, **{"Accept-Encoding": refused}).headers


def test_each_query_has_its_own_tag(client: FlaskClient) -> None:
    post(client)
    queries = [{}, {"sort": "newest"}, {"sort": "best"}, {"limit": "1"}, {"limit": "2"}]
    tags = [client.get(COMMENTS, query_string={"thread": "/a", **query}).headers["ETag"] for query in queries]
    assert len(set(tags)) == len(tags)
    same = [
        client.get(COMMENTS, query_string=query).headers["ETag"]
        for query in (
            "thread=/a",
            "sort=oldest&thread=/a",
            "thread=/a/&limit=25",
            "thread=https://www.town.example/a%23x",
        )
    ]
    assert set(same[:3]) == {tags[0]}


class TestWhatChangesTheTag:
    """`unchanged` and `changed`: thread /a as a stranger sees it, tag and bytes."""

    @pytest.fixture
    def comment(self, client: FlaskClient) -> Posted:
        post(client)
        return post(client, body="Before")

    @pytest.fixture
    def unchanged(self, client: FlaskClient, comment: Posted) -> Iterator[Posted]:
        before = state(client, "/a", "/b")
        yield comment
        assert state(client, "/a", "/b") == before

    @pytest.fixture
    def changed(self, client: FlaskClient, comment: Posted) -> Iterator[Posted]:
        before, other = state(client, "/a", "/b")
        yield comment
        after, still = state(client, "/a", "/b")
        assert after[0] != before[0]
        assert after[1] != before[1]
        assert still == other

    def test_a_held_comment_does_not(self, client: FlaskClient, session: Session, comment: Posted) -> None:
        sites.set_site(session, "town", {"premoderation": "all"})
        before = state(client, "/a")
        post(client, body="Held")
        post(client, body="Held below", parent=comment.id)
        assert state(client, "/a") == before

    def test_a_held_first_comment_does_not(self, client: FlaskClient, session: Session) -> None:
        sites.set_site(session, "town", {"premoderation": "all"})
        before = state(client, "/new")
        post(client, url="https://town.example/new", title="A title nobody may see")
        assert state(client, "/new") == before

    def test_a_rejection_of_what_was_held_does_not(
        self, client: FlaskClient, session: Session, comment: Posted
    ) -> None:
        sites.set_site(session, "town", {"premoderation": "all"})
        held = post(client, body="Held", parent=comment.id)
        before = state(client, "/a")
        for status in (Status.REJECTED, Status.SPAM, Status.PENDING, Status.DELETED):
            set_status(session, held.id, status)
            assert state(client, "/a") == before

    def test_flags_do_not(self, client: FlaskClient, unchanged: Posted) -> None:
        for reason in ("spam", "abuse"):
            answer = client.post(f"{unchanged.path}/flags", json={"reason": reason}, headers=new_reader())
            assert answer.status_code < 300

    def test_an_edit_that_is_held_does_not(self, client: FlaskClient, session: Session, comment: Posted) -> None:
        sites.set_site(session, "town", {"max_links": "0"})
        before = state(client, "/a")
        answer = client.patch(comment.path, json={"body": "https://spam.example"}, headers=comment.proof)
        assert answer.status_code == 202
        assert state(client, "/a") == before

    def test_an_edit_that_changes_nothing_does_not(self, client: FlaskClient, unchanged: Posted) -> None:
        assert client.patch(unchanged.path, json={"body": "Before"}, headers=unchanged.proof).status_code == 200

    def test_a_repeated_or_withdrawn_vote_does_not(self, client: FlaskClient, comment: Posted) -> None:
        reader = new_reader()
        client.put(f"{comment.path}/vote", json={"value": 1}, headers=reader)
        before = state(client, "/a")
        client.put(f"{comment.path}/vote", json={"value": 1}, headers=reader)
        client.put(f"{comment.path}/vote", json={"value": 0}, headers=new_reader())
        assert state(client, "/a") == before

    def test_reading_previews_and_refusals_do_not(self, client: FlaskClient, unchanged: Posted) -> None:
        assert client.get(unchanged.path).status_code == 200
        assert client.get(f"{unchanged.path}/own", headers=unchanged.proof).status_code == 200
        assert client.post("/api/v1/sites/town/preview", json={"body": "x"}).status_code == 200
        assert client.post(COMMENTS, json=draft(body=""), headers=new_reader()).status_code == 422

    def test_a_comment_does(self, client: FlaskClient, changed: Posted) -> None:
        assert post(client, parent=changed.id).id

    def test_a_vote_does(self, client: FlaskClient, changed: Posted) -> None:
        answer = client.put(f"{changed.path}/vote", json={"value": 1}, headers=new_reader())
        assert answer.status_code < 300

    def test_an_edit_does(self, client: FlaskClient, changed: Posted) -> None:
        assert client.patch(changed.path, json={"body": "After"}, headers=changed.proof).status_code == 200

    def test_an_approval_does(self, client: FlaskClient, session: Session, comment: Posted) -> None:
        sites.set_site(session, "town", {"premoderation": "all"})
        held = post(client, body="Held", parent=comment.id)
        before = state(client, "/a")
        set_status(session, held.id, Status.APPROVED)
        after = state(client, "/a")
        assert before[0][0] != after[0][0]
        assert b"Held" in after[0][1]

    def test_a_deletion_does(self, client: FlaskClient, changed: Posted) -> None:
        assert client.delete(changed.path, headers=changed.proof).status_code < 300

    def test_a_setting_does(self, client: FlaskClient, session: Session, comment: Posted) -> None:
        assert comment
        (before,) = state(client, "/a")
        sites.set_site(session, "town", {"votes": "both"})
        (after,) = state(client, "/a")
        assert before[0] != after[0]
        assert before[1] != after[1]

    def test_a_role_does(self, client: FlaskClient, session: Session, instance: Instance, comment: Posted) -> None:
        assert comment
        sites.add_user(session, instance, "mo@example.org", "Mo")
        before = state(client, "/a")
        sites.set_role(session, "mo@example.org", "town", Role.MODERATOR)
        assert state(client, "/a")[0][0] != before[0][0]

    def test_closing_and_the_end_of_it_do(self, client: FlaskClient, session: Session, comment: Posted) -> None:
        start = datetime.now(UTC)
        before = state(client, "/a")
        with writing(session):
            (thread,) = session.query(Thread).all()
            thread.closed_at = int(start.timestamp() * 1000)
            thread.closed_until = int((start + timedelta(hours=1)).timestamp() * 1000)
        closed = state(client, "/a")
        assert closed[0][0] != before[0][0]
        assert b'"state":"closed"' in closed[0][1]
        with time_machine.travel(start + timedelta(hours=2)):
            assert state(client, "/a") == before
        assert client.post(COMMENTS, json=draft(), headers=new_reader()).status_code == 409
        with time_machine.travel(start + timedelta(minutes=59), tick=False):
            assert client.post(COMMENTS, json=draft(), headers=new_reader()).status_code == 409
        with time_machine.travel(start + timedelta(hours=1, seconds=1), tick=False):
            assert client.post(COMMENTS, json=draft(), headers=new_reader()).status_code == 201
        assert comment
