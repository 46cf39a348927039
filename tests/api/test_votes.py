"""Votes: one a reader, three an address, never on one's own, and always as many as there are rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from discuss.domain.status import Status
from discuss.services import sites
from discuss.store.session import reading
from discuss.store.tables import Comment, Thread, Vote
from tests.api.contracts import pointers_of, problem_of
from tests.api.worlds import COMMENTS, Posted, World, dump, new_reader, post, set_status

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


@pytest.fixture
def comment(client: FlaskClient, session: Session) -> Posted:
    sites.set_site(session, "town", {"votes": "both"})
    return post(client)


def vote(client: FlaskClient, comment: Posted, value: int = 1, reader: dict[str, str] | None = None) -> int:
    answer = client.put(f"{comment.path}/vote", json={"value": value}, headers=reader or new_reader())
    assert answer.status_code == 200, answer.text
    score: int = answer.get_json()["score"]
    return score


def check_counts(client: FlaskClient, session: Session, comment: Posted) -> int:
    """Check that rows, counts and the page say the same, and give the score."""
    with reading(session):
        rows = session.scalars(select(Vote.value).where(Vote.comment_id == int(comment.id))).all()
        stored = session.get_one(Comment, int(comment.id), populate_existing=True)
        assert (stored.up, stored.down) == (rows.count(1), rows.count(-1))
    (shown,) = client.get(COMMENTS, query_string={"thread": "/a"}).get_json()["comments"]
    assert shown["score"] == sum(rows)
    return sum(rows)


def test_the_last_word_of_a_reader_counts(client: FlaskClient, session: Session, comment: Posted) -> None:
    reader = new_reader()
    assert [vote(client, comment, value, reader) for value in (1, 1, -1, 0, 0, -1, 1)] == [1, 1, -1, 0, 0, -1, 1]
    assert vote(client, comment) == 2
    assert check_counts(client, session, comment) == 2


def test_three_of_one_address_count(client: FlaskClient, session: Session, comment: Posted) -> None:
    address = {"X-Forwarded-For": "192.0.2.1"}
    readers = [new_reader() | address for _ in range(5)]
    assert [vote(client, comment, 1, reader) for reader in readers] == [1, 2, 3, 3, 3]
    assert vote(client, comment, -1, readers[0]) == 1
    assert vote(client, comment, -1, readers[4]) == 1
    assert vote(client, comment) == 2
    assert check_counts(client, session, comment) == 2


def test_a_household_of_ipv6_is_one_address(client: FlaskClient, session: Session, comment: Posted) -> None:
    for host in range(1, 6):
        vote(client, comment, 1, new_reader() | {"X-Forwarded-For": f"2001:db8::{host}"})
    assert vote(client, comment, 1, new_reader() | {"X-Forwarded-For": "2001:db8:0:1::1"}) == 4
    assert check_counts(client, session, comment) == 4


def test_without_a_key_the_address_votes_once(client: FlaskClient, session: Session, comment: Posted) -> None:
    address = {"X-Forwarded-For": "192.0.2.1"}
    assert [vote(client, comment, value, address) for value in (1, 1, -1)] == [1, 1, -1]
    assert check_counts(client, session, comment) == -1


def test_nobody_votes_on_their_own(client: FlaskClient, session: Session, comment: Posted) -> None:
    for reader in (comment.reader, comment.reader | {"X-Forwarded-For": "192.0.2.9"}):
        answer = client.put(f"{comment.path}/vote", json={"value": 1}, headers=reader)
        assert answer.status_code == 403
    assert check_counts(client, session, comment) == 0


def test_nobody_votes_on_their_own_without_a_key(client: FlaskClient) -> None:
    address = {"X-Forwarded-For": "192.0.2.1"}
    own = post(client, reader=address)
    assert client.put(f"{own.path}/vote", json={"value": 1}, headers=address).status_code == 403
    assert vote(client, own, 1, {"X-Forwarded-For": "192.0.2.2"}) == 1


@pytest.mark.parametrize(("setting", "taken"), [("off", set()), ("up", {1, 0}), ("both", {1, 0, -1})])
def test_the_site_says_which_votes_there_are(
    client: FlaskClient, session: Session, comment: Posted, setting: str, taken: set[int]
) -> None:
    sites.set_site(session, "town", {"votes": setting})
    for value in (1, 0, -1):
        answer = client.put(f"{comment.path}/vote", json={"value": value}, headers=new_reader())
        assert answer.status_code == (200 if value in taken else 403)
        if value not in taken:
            assert problem_of(answer)["code"] == "not-allowed"


def test_what_is_not_visible_takes_no_vote(client: FlaskClient, session: Session, world: World) -> None:
    before = dump(session)
    nothing = client.put("/api/v1/comments/1/vote", json={"value": 1}, headers=new_reader())
    for status in (status for status in Status if status is not Status.APPROVED):
        answer = client.put(f"{world.by_status[status].path}/vote", json={"value": 1}, headers=new_reader())
        assert (answer.status_code, answer.data) == (404, nothing.data)
    assert dump(session) == before


def test_a_tombstone_takes_no_vote(client: FlaskClient, session: Session, world: World) -> None:
    set_status(session, world.visible.id, Status.SPAM)
    answer = client.put(f"{world.visible.path}/vote", json={"value": 1}, headers=new_reader())
    assert answer.status_code == 404


def test_a_broken_key_is_named(client: FlaskClient, comment: Posted) -> None:
    answer = client.put(f"{comment.path}/vote", json={"value": 1}, headers={"Discuss-Reader": "x"})
    assert pointers_of(answer) == {"Discuss-Reader"}


def test_a_hundred_at_once_are_counted_once_each(
    app: Flask, client: FlaskClient, session: Session, comment: Posted
) -> None:
    readers = [new_reader() for _ in range(50)]

    def cast(number: int) -> int:
        value = 1 if number % 3 else -1
        path = f"{comment.path}/vote"
        return app.test_client().put(path, json={"value": value}, headers=readers[number % 50]).status_code

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(cast, range(100))) == {200}
    with reading(session):
        assert session.scalar(select(func.count()).select_from(Vote)) == 50
    check_counts(client, session, comment)


def test_every_vote_that_counts_makes_a_version(client: FlaskClient, session: Session, comment: Posted) -> None:
    def version() -> int:
        with reading(session):
            return session.scalars(select(Thread.version)).one()

    reader, before = new_reader(), version()
    for value, step in ((1, 1), (1, 1), (0, 2), (-1, 3)):
        vote(client, comment, value, reader)
        assert version() == before + step


def test_best_is_sorted_by_what_is_sure(client: FlaskClient, session: Session) -> None:
    sites.set_site(session, "town", {"votes": "both"})
    once, often, split = (post(client, body=name) for name in ("once", "often", "split"))
    vote(client, once)
    for _ in range(9):
        vote(client, often)
    for value in (1, 1, -1, -1):
        vote(client, split, value)
    page = client.get(COMMENTS, query_string={"thread": "/a", "sort": "best"}).get_json()
    assert [each["id"] for each in page["comments"]] == [often.id, once.id, split.id]
