"""Closing threads: before the first comment, until a moment, with a successor; undone; refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from discuss.domain.permissions import Actor, Role
from discuss.domain.thread import Scope
from discuss.errors import Invalid, NotAllowed, UnknownSite
from discuss.services import access, closing, sites, undoing
from discuss.services.closing import ClosingOrder
from discuss.store.tables import Thread

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

COMMENTS = "/api/v1/sites/town/comments"
DAY = 24 * 3600 * 1000


@pytest.fixture
def owner(session: Session, instance: Instance, site: Site) -> Actor:
    sites.add_user(session, instance, "olga@town.example", "Olga")
    sites.set_role(session, "olga@town.example", site.name, Role.OWNER)
    return access.load_actor(session, sites.list_users(session)[0][0].id)


def read(client: FlaskClient, key: str = "/a") -> dict[str, Any]:
    answer = client.get(COMMENTS, query_string={"thread": key}).json
    assert answer is not None
    thread: dict[str, Any] = answer["thread"]
    return thread


def post(client: FlaskClient, **changes: Any) -> int:
    body = {"url": "https://town.example/a", "body": "Hello", "author": {"name": "Ann"}} | changes
    return client.post(COMMENTS, json=body).status_code


def test_a_thread_is_closed_before_its_first_comment(
    session: Session, instance: Instance, owner: Actor, client: FlaskClient
) -> None:
    order = ClosingOrder(reason="settled", note="It *is* settled.", successor="https://town.example/b")
    closing.close_threads(session, instance, owner, ("town", ["https://town.example/a/?utm_source=x"]), order)
    thread = read(client)
    assert (thread["state"], thread["count"]) == ("closed", 0)
    assert thread["closed"]["note_html"] == "<p>It <em>is</em> settled.</p>"
    assert (thread["closed"]["by"], thread["closed"]["successor"]) == ("Olga", "https://town.example/b")
    assert post(client) == 409
    closing.open_threads(session, instance, owner, ("town", ["/a"]))
    assert read(client)["state"] == "open"
    assert post(client) == 201


def test_only_new_discussions_can_be_closed(
    session: Session, instance: Instance, owner: Actor, client: FlaskClient
) -> None:
    root = client.post(
        COMMENTS, json={"url": "https://town.example/a", "body": "Hello", "author": {"name": "Ann"}}
    ).json
    assert root is not None
    closing.close_threads(session, instance, owner, ("town", ["/a"]), ClosingOrder(scope=Scope.ROOTS))
    assert post(client) == 409
    assert post(client, parent=root["comment"]["id"]) == 201


def test_a_closing_is_undone_and_so_is_an_opening(
    session: Session, instance: Instance, owner: Actor, client: FlaskClient
) -> None:
    closed = closing.close_threads(session, instance, owner, ("town", ["/a", "/b"]), ClosingOrder(note="Enough."))
    opened = undoing.undo(session, instance, owner, closed.batch)
    assert [(result.id, result.status) for result in opened.results] == [("/b", "open"), ("/a", "open")]
    assert read(client)["state"] == "open"
    undoing.undo(session, instance, owner, opened.batch)
    assert read(client)["closed"]["note_html"] == "<p>Enough.</p>"


def test_a_closing_that_was_replaced_is_not_undone(session: Session, instance: Instance, owner: Actor) -> None:
    first = closing.close_threads(session, instance, owner, ("town", ["/a"]), ClosingOrder(note="One"))
    closing.close_threads(session, instance, owner, ("town", ["/a"]), ClosingOrder(note="Two"))
    undone = undoing.undo(session, instance, owner, first.batch)
    assert [result.error for result in undone.results] == ["stale"]


@pytest.mark.parametrize(
    ("keys", "order", "pointer"),
    [
        ([], ClosingOrder(), "/threads"),
        (["/a", "null"], ClosingOrder(), "/threads/1"),
        (["https://elsewhere.example/a"], ClosingOrder(), "/threads/0"),
        (["/a"], ClosingOrder(until=1), "/until"),
        (["/a"], ClosingOrder(successor="https://elsewhere.example/x"), "/successor"),
        (["/a"], ClosingOrder(successor="javascript:alert(1)"), "/successor"),
        (["/a"], ClosingOrder(note="x" * 2001), "/note"),
        (["/a"], ClosingOrder(note="\0"), "/note"),
    ],
)
def test_a_wrong_order_is_refused_and_nothing_is_stored(
    session: Session, instance: Instance, owner: Actor, keys: list[str], order: ClosingOrder, pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        closing.close_threads(session, instance, owner, ("town", keys), order)
    assert {error.pointer for error in refused.value.errors} == {pointer}
    session.rollback()
    assert session.scalars(select(Thread)).all() == []


def test_only_members_who_may_close_do(session: Session, instance: Instance, owner: Actor, site: Site) -> None:
    contributor = Actor(user_id=owner.user_id, roles={site.id: Role.CONTRIBUTOR})
    with pytest.raises(NotAllowed):
        closing.close_threads(session, instance, contributor, ("town", ["/a"]), ClosingOrder())
    with pytest.raises(UnknownSite):
        closing.close_threads(session, instance, Actor(user_id=9), ("town", ["/a"]), ClosingOrder())
