"""The queue for programs: looked through, waves folded where one asks for it, and told as the dashboard does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from discuss.domain.permissions import Role
from discuss.domain.times import format_time
from discuss.services import asking, presence
from discuss.services.access import load_actor_of_token
from discuss.services.moderation import Item
from tests.api.contracts import pointers_of
from tests.api.test_moderation import QUEUE, decide
from tests.api.worlds import World, build_member, new_reader, post
from tests.hostile import TRICKS
from tests.services.writers import LONG, Writers

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    assert site.name == "town"
    writers = Writers(session, instance)
    writers.set(premoderation="all", rules="off", posts_limit="off")
    return writers


@pytest.fixture
def member(session: Session, instance: Instance, writers: Writers) -> dict[str, str]:
    assert writers
    return build_member(session, instance)


@pytest.fixture
def actor(session: Session, instance: Instance, member: dict[str, str]) -> Actor:
    return load_actor_of_token(session, instance, member["Authorization"].removeprefix("Bearer "))


def ask(client: FlaskClient, member: dict[str, str], **asked: str) -> list[dict[str, Any]]:
    answer = client.get(QUEUE, query_string={"site": "town"} | asked, headers=member)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def ids(client: FlaskClient, member: dict[str, str], **asked: str) -> list[str]:
    return [item["id"] for item in ask(client, member, **asked)]


def test_it_is_narrowed_down_as_on_the_dashboard(client: FlaskClient, writers: Writers, member: dict[str, str]) -> None:
    first = post(client, body="Die Fähre fährt am Sonntag")
    bert = {"name": "Bert"}
    second = post(client, body="A word about the ferry", url="https://town.example/b", author=bert)
    client.post(f"{first.path}/flags", json={"reason": "about-me"}, headers=new_reader())
    moment = writers.find(int(second.id)).created
    assert ids(client, member) == [first.id, second.id]
    assert ids(client, member, q="FAHRE sonn") == [first.id]
    assert ids(client, member, thread="https://www.town.example/b?utm_source=x") == [second.id]
    assert ids(client, member, author="Bert") == [second.id]
    assert ids(client, member, person=second.id) == [second.id]
    assert ids(client, member, reason="premoderated") == [first.id, second.id]
    assert ids(client, member, since=format_time(moment + 1000)) == []
    assert ids(client, member, until=format_time(moment + 1000)) == [first.id, second.id]
    assert ids(client, member, q="ferry", thread="/b", author="Bert", status="pending") == [second.id]
    assert ids(client, member, q="ferry", thread="/a") == []


def test_everything_is_told_of_a_comment(
    client: FlaskClient, writers: Writers, member: dict[str, str], actor: Actor
) -> None:
    before = post(client, body="The first one", reader=new_reader())
    decide(client, member, (before.id, 1))
    held = post(client, body="The second one", reader=before.reader, parent=before.id)
    session, instance, number = writers.session, writers.instance, int(held.id)
    asking.ask_others(session, instance, actor, ("town", Item(number, 1)), "Is that so?")
    asking.add_note(session, instance, actor, ("town", number), "I asked Ann")
    presence.set_reading(session, instance, writers.add_moderator(Role.OWNER), "town", number)
    (item,) = ask(client, member, asked="true")
    assert (item["id"], item["wave"], item["here"]) == (held.id, None, ["The owner"])
    since = format_time(writers.find(int(before.id)).created)
    assert item["record"] == {"published": 1, "turned_down": 0, "waiting": 1, "since": since}
    assert (item["question"]["by"], item["question"]["text"]) == ("moderator of town", "Is that so?")
    assert [(note["by"], note["text"]) for note in item["notes"]] == [("moderator of town", "I asked Ann")]
    assert item["parent"] == {"id": before.id, "author": "Ann", "excerpt": "The first one"}


def test_a_program_gets_every_comment_unless_it_wants_waves(
    client: FlaskClient, writers: Writers, member: dict[str, str]
) -> None:
    assert writers
    wave = [post(client, body=LONG).id for _ in range(4)]
    other = post(client, body="Something else").id
    assert ids(client, member) == [*wave, other]
    assert {item["wave"] for item in ask(client, member)} == {None}
    (first, rest) = ask(client, member, fold="true")
    assert (first["id"], first["wave"]) == (wave[0], {"count": 4, "upto": wave[-1]})
    assert (rest["id"], rest["wave"]) == (other, None)
    alike = ask(client, member, like=first["id"])
    assert [item["id"] for item in alike] == wave
    done = decide(client, member, *((item["id"], item["version"]) for item in alike), action="spam").get_json()
    assert {result["status"] for result in done["results"]} == {"spam"}
    assert ids(client, member) == [other]


def test_pages_give_every_comment_of_a_wave_once(client: FlaskClient, writers: Writers, member: dict[str, str]) -> None:
    assert writers
    wave = [post(client, body=LONG).id for _ in range(5)]
    seen: list[str] = []
    query = {"site": "town", "limit": "2"}
    while True:
        page = client.get(QUEUE, query_string=query, headers=member).get_json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == wave


def test_tricks_are_looked_for_and_never_read_as_anything_else(
    client: FlaskClient, writers: Writers, member: dict[str, str]
) -> None:
    assert writers
    post(client, body="Hello")
    for name in ("q", "author", "thread", "reason"):
        for text in TRICKS:
            answer = client.get(QUEUE, query_string={"site": "town", name: text}, headers=member)
            assert answer.status_code in {200, 422}, (name, text)
            if answer.status_code == 422:
                assert pointers_of(answer) == {f"?{name}"}
            elif text.strip():
                assert answer.get_json()["items"] == [], (name, text)


def test_a_comment_of_another_site_leads_nowhere(client: FlaskClient, world: World) -> None:
    for name in ("person", "like"):
        asked = {"site": "town", name: world.other_site.id}
        assert client.get(QUEUE, query_string=asked, headers=world.member).get_json()["items"] == []


def test_any_moment_may_be_asked_for(client: FlaskClient, writers: Writers, member: dict[str, str]) -> None:
    assert writers
    held = [post(client).id]
    for first, last in (
        ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        ("1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z"),
    ):
        assert ids(client, member, since=first, until=last) == held
        assert ids(client, member, since=last) == ids(client, member, until=first) == []
