"""A reply needs a visible parent in the same thread of the same site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.ids import MAX_ID
from discuss.domain.status import Status
from tests.api.contracts import pointers_of, problem_of
from tests.api.worlds import COMMENTS, World, draft, dump, new_reader, post, set_status

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


def refused(client: FlaskClient, parent: str, **changes: str) -> str:
    answer = client.post(COMMENTS, json=draft(parent=parent, **changes), headers=new_reader())
    assert answer.status_code == 422, answer.text
    assert pointers_of(answer) == {"/parent"}
    detail: str = problem_of(answer)["errors"][0]["detail"]
    return detail


def test_no_reply_to_what_is_not_there_to_be_answered(client: FlaskClient, session: Session, world: World) -> None:
    """And the answer is one and the same, so that nobody learns which ids exist."""
    before = dump(session)
    hidden = [world.by_status[status].id for status in Status if status is not Status.APPROVED]
    wrong = [*hidden, world.elsewhere.id, world.other_site.id, "0", "1", str(MAX_ID), str(int(world.visible.id) + 1)]
    assert len({refused(client, each) for each in wrong}) == 1
    assert dump(session) == before


def test_a_parent_is_an_id(client: FlaskClient, session: Session) -> None:
    before = dump(session)
    for parent in ("", "x", "-1", "1.0", " 1", "1e3", str(2**63), "9" * 20, "\u0661", "null"):
        refused(client, parent)
    assert dump(session) == before


def test_a_parent_under_another_address_is_refused(client: FlaskClient, session: Session, world: World) -> None:
    before = dump(session)
    refused(client, world.visible.id, url="https://town.example/b")
    refused(client, world.visible.id, url="https://town.example/never-seen")
    refused(client, world.visible.id, thread="opaque")
    assert dump(session) == before


def test_a_tombstone_takes_no_reply(client: FlaskClient, session: Session, world: World) -> None:
    set_status(session, world.visible.id, Status.REJECTED)
    assert client.get(world.visible.path).get_json()["comment"]["deleted"]
    refused(client, world.visible.id)
    assert post(client, parent=world.reply.id).answer["comment"]["depth"] == 2


def test_where_a_reply_stands_is_the_parents_word(client: FlaskClient, world: World) -> None:
    below = post(client, parent=world.reply.id).answer["comment"]
    assert (below["parent"], below["depth"]) == (world.reply.id, 2)
    assert int(below["id"]) > int(world.reply.id) > int(world.visible.id)
    place = client.get(f"/api/v1/comments/{below['id']}").get_json()
    assert [each["id"] for each in place["ancestors"]] == [world.visible.id, world.reply.id]
