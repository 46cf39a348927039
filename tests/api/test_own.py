"""The edit token: the only proof of an author, for one comment alone; what it shows, and deleting."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import time_machine
from sqlalchemy import select

from discuss.domain.status import Status
from discuss.services import sites
from discuss.store.session import reading
from discuss.store.tables import Comment, LogEntry, Thread
from tests.api.contracts import problem_of
from tests.api.worlds import COMMENTS, World, dump, post, set_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


def wrong_proofs(world: World) -> Iterator[str | None]:
    token = world.visible.token
    yield None
    yield from ("", " ", "Bearer", "Bearer ", "Bearer  ", f"Basic {token}", f"Token {token}", token, f"Bearer{token}")
    yield f"Bearer {world.elsewhere.token}"
    yield f"Bearer {world.other_site.token}"
    yield f"Bearer {world.visible.id}"
    yield f"Bearer {world.visible.reader['Discuss-Reader']}"
    changed = ("A" if token[0] != "A" else "B") + token[1:]
    for wrong in (token[:-1], token[1:], token + "=", token + "A", token.lower(), token.upper(), changed, token[::-1]):
        if wrong != token:
            yield f"Bearer {wrong}"
    yield f"Bearer {token} {token}"
    yield f"Bearer {token}, Bearer {token}"
    yield f'Bearer "{token}"'
    yield from ("Bearer null", "Bearer é", "Bearer \xff\xfe", "Bearer " + "A" * 10_000)
    yield f"Bearer {urlsafe_b64encode(bytes(24)).decode()}"


def test_only_the_comments_own_token_opens_it(client: FlaskClient, session: Session, world: World) -> None:
    """Each wrong one gets the same answer, byte for byte, also where there is no such comment."""
    before, answers = dump(session), set()
    for proof in wrong_proofs(world):
        headers = {"Authorization": proof} if proof is not None else {}
        for path in (world.visible.path, world.by_status[Status.PENDING].path, "/api/v1/comments/1"):
            for answer in (
                client.get(f"{path}/own", headers=headers),
                client.patch(path, json={"body": "Mine"}, headers=headers),
                client.delete(path, headers=headers),
            ):
                assert answer.status_code == 401, proof
                assert answer.headers["WWW-Authenticate"] == "Bearer"
                assert problem_of(answer)["code"] == "not-authenticated"
                answers.add(answer.data)
    assert len(answers) == 1
    assert dump(session) == before


def test_the_scheme_may_be_spelt_as_one_likes(client: FlaskClient) -> None:
    posted = post(client)
    for scheme in ("Bearer", "bearer", "BEARER"):
        headers = {"Authorization": f"{scheme}  {posted.token} "}
        assert client.get(f"{posted.path}/own", headers=headers).status_code == 200


def test_a_token_can_go_into_an_address(client: FlaskClient) -> None:
    tokens = {post(client).token for _ in range(20)}
    assert len(tokens) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32,}", token) for token in tokens)


def test_a_token_is_no_query(client: FlaskClient) -> None:
    posted = post(client)
    for name in ("token", "edit_token", "access_token"):
        assert client.get(f"{posted.path}/own", query_string={name: posted.token}).status_code in {401, 422}


SEEN = {
    Status.PENDING: "pending",
    Status.APPROVED: "approved",
    Status.REJECTED: "pending",
    Status.SPAM: "pending",
    Status.DELETED: "deleted",
}


def test_the_author_learns_as_much_as_the_author_may(client: FlaskClient, world: World) -> None:
    for status, seen in SEEN.items():
        comment = world.by_status[status]
        found = client.get(f"{comment.path}/own", headers=comment.proof).get_json()
        assert found["status"] == seen
        assert (found["id"], found["thread"], found["author"]["name"]) == (comment.id, "/a", "Ann")
        assert bool(found["reasons"]) == (seen == "pending")
        assert (found["body"] == "") == (seen == "deleted")


def test_spam_and_what_was_rejected_look_like_any_that_waits(client: FlaskClient, world: World) -> None:
    found = []
    for status in (Status.PENDING, Status.REJECTED, Status.SPAM):
        comment = world.by_status[status]
        text = client.get(f"{comment.path}/own", headers=comment.proof).text
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text.replace(comment.id, "ID"))
        found.append(text.replace(f"This one is {status}", "BODY"))
    assert len(set(found)) == 1


class TestDeletion:
    def test_a_comment_goes_at_once(self, client: FlaskClient, session: Session) -> None:
        comment = post(client)
        answer = client.delete(comment.path, headers=comment.proof)
        assert (answer.status_code, answer.data) == (204, b"")
        assert client.get(comment.path).status_code == 404
        assert client.get(COMMENTS, query_string={"thread": "/a"}).get_json()["thread"]["count"] == 0
        with reading(session):
            (entry,) = session.scalars(select(LogEntry))
            assert (entry.actor, entry.action, entry.before, entry.after) == ("author", "delete", "approved", "deleted")

    def test_a_second_time_changes_nothing(self, client: FlaskClient, session: Session) -> None:
        comment = post(client)
        client.delete(comment.path, headers=comment.proof)
        before = dump(session)
        assert client.delete(comment.path, headers=comment.proof).status_code == 204
        assert dump(session) == before

    def test_what_waits_can_be_deleted_unseen(self, client: FlaskClient, world: World) -> None:
        before = client.get(COMMENTS, query_string={"thread": "/a"})
        for status in (Status.PENDING, Status.REJECTED, Status.SPAM):
            comment = world.by_status[status]
            assert client.delete(comment.path, headers=comment.proof).status_code == 204
        after = client.get(COMMENTS, query_string={"thread": "/a"})
        assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])

    def test_it_has_no_window(self, client: FlaskClient, session: Session) -> None:
        sites.set_site(session, "town", {"edit_window": "0"})
        comment = post(client)
        with time_machine.travel(datetime.now(UTC) + timedelta(days=4000)):
            assert client.delete(comment.path, headers=comment.proof).status_code == 204

    def test_replies_stay_below_a_tombstone(self, client: FlaskClient, world: World) -> None:
        client.delete(world.visible.path, headers=world.visible.proof)
        comments = client.get(COMMENTS, query_string={"thread": "/a"}).get_json()["comments"]
        assert [(each["id"], each.get("deleted")) for each in comments] == [
            (world.visible.id, True),
            (world.reply.id, None),
        ]

    def test_the_reader_key_is_no_proof(self, client: FlaskClient, session: Session) -> None:
        comment = post(client)
        assert client.delete(comment.path, headers=comment.reader).status_code == 401
        with reading(session):
            assert session.scalars(select(Comment.status)).all() == [Status.APPROVED]


def test_counts_are_what_the_rows_say(client: FlaskClient, session: Session, world: World) -> None:
    for status in (Status.SPAM, Status.APPROVED, Status.DELETED, Status.PENDING, Status.APPROVED, Status.REJECTED):
        for comment in (world.visible, world.reply, *world.by_status.values()):
            set_status(session, comment.id, status)
            _check_counts(client, session)


def _check_counts(client: FlaskClient, session: Session) -> None:
    with reading(session):
        visible = session.scalars(
            select(Comment.id)
            .join(Thread, Thread.id == Comment.thread_id)
            .where(Thread.url == "https://town.example/a", Comment.status == Status.APPROVED)
        ).all()
    page = client.get(COMMENTS, query_string={"thread": "/a"}).get_json()
    counts = client.get("/api/v1/sites/town/counts", query_string={"thread": "/a"}).get_json()["counts"]
    shown = {comment["id"] for comment in page["comments"] if not comment.get("deleted")}
    assert shown == set(map(str, visible))
    assert counts == {"/a": len(visible)}
    assert page["thread"]["count"] == len(visible)
