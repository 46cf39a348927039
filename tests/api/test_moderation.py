"""Members by token: the queue, decisions, undo, the log, closing; each role on its own site alone."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from discuss.domain.permissions import Role
from discuss.services import access
from tests.api.worlds import COMMENTS, World, build_member, post

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from discuss.services.instance import Instance

QUEUE = "/api/v1/moderation/queue"
DECISIONS = "/api/v1/moderation/decisions"


def decide(client: FlaskClient, member: dict[str, str], *items: tuple[str, int], **how: Any) -> TestResponse:
    body = {"items": [{"id": name, "version": version} for name, version in items], "action": "approve"} | how
    return client.post(DECISIONS, json=body, headers=member)


def read(client: FlaskClient) -> list[str]:
    page = client.get(COMMENTS, query_string={"thread": "/a"}).get_json()
    return [comment["html"] for comment in page["comments"] if "html" in comment]


def test_what_waits_is_read_decided_and_undone(client: FlaskClient, world: World) -> None:
    queue = client.get(QUEUE, query_string={"site": "town"}, headers=world.member).get_json()
    (item,) = queue["items"]
    assert (item["status"], item["body"], item["thread"]["key"]) == ("pending", "This one is pending", "/a")
    before = read(client)
    done = decide(client, world.member, (item["id"], item["version"])).get_json()
    assert [(result["id"], result["status"]) for result in done["results"]] == [(item["id"], "approved")]
    assert len(read(client)) == len(before) + 1
    assert client.get(QUEUE, query_string={"site": "town"}, headers=world.member).get_json()["items"] == []
    undone = client.post(f"{DECISIONS}/{done['batch']}/undo", headers=world.member).get_json()
    assert [result["status"] for result in undone["results"]] == ["pending"]
    assert read(client) == before


def test_a_report_shows_with_its_words_and_address(client: FlaskClient, world: World) -> None:
    report = {"reason": "illegal", "note": "That is my house", "contact": "me@home.example"}
    client.post(f"{world.visible.path}/flags", json=report)
    items = client.get(QUEUE, query_string={"site": "town"}, headers=world.member).get_json()["items"]
    assert items[0]["id"] == world.visible.id  # what is about the law stands on top
    assert [(flag["reason"], flag["note"], flag["contact"]) for flag in items[0]["flags"]] == [tuple(report.values())]


def test_an_older_version_is_answered_with_the_present_state(client: FlaskClient, world: World) -> None:
    decide(client, world.member, (world.visible.id, 1), action="spam")
    late = decide(client, world.member, (world.visible.id, 1), action="delete").get_json()
    assert late["results"] == [{"id": world.visible.id, "status": "spam", "version": 2, "error": "stale"}]


def test_the_queue_is_walked_page_by_page(client: FlaskClient, session: Session, world: World) -> None:
    session.rollback()
    for number in range(3):
        held = post(client, body=f"Held {number}")
        decide(client, world.member, (held.id, 1), action="spam")
    seen: list[str] = []
    query = {"site": "town", "status": "spam", "limit": "2"}
    while True:
        page = client.get(QUEUE, query_string=query, headers=world.member).get_json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, key=int, reverse=True)


def test_the_log_names_who_decided_and_keeps_no_text(client: FlaskClient, world: World) -> None:
    decide(client, world.member, (world.visible.id, 1), action="reject", reason="off-topic", note="A word for us")
    log = client.get("/api/v1/moderation/log", query_string={"site": "town"}, headers=world.member)
    newest = log.get_json()["entries"][0]
    assert (newest["action"], newest["by"], newest["after"]) == ("reject", "moderator of town", "rejected")
    assert (newest["reason"], newest["note"]) == ("off-topic", "A word for us")
    assert "This one is" not in log.text


def test_the_log_is_filtered_and_taken_along(client: FlaskClient, world: World) -> None:
    decide(client, world.member, (world.visible.id, 1), action="reject", reason="off-topic", note="=1+1")
    asked = {"site": "town", "by": "moderator of town", "cause": "off-topic", "since": "2020-01-01T00:00:00Z"}
    (line,) = client.get("/api/v1/moderation/log", query_string=asked, headers=world.member).get_json()["entries"]
    export = "/api/v1/moderation/log/export"
    lines = client.get(export, query_string=asked | {"format": "jsonl"}, headers=world.member)
    assert [json.loads(each) for each in lines.text.splitlines()] == [line]
    table = client.get(export, query_string=asked | {"format": "csv"}, headers=world.member)
    (row,) = csv.DictReader(StringIO(table.text.removeprefix("\ufeff")))
    assert row == {name: value or "" for name, value in line.items()} | {"note": "'=1+1"}
    assert table.headers["Cache-Control"] == "no-store"
    for missing in ({"by": "Nobody"}, {"until": "2020-01-01T00:00:00Z"}, {"actor": "rule"}, {"thread": "/none"}):
        found = client.get("/api/v1/moderation/log", query_string=asked | missing, headers=world.member)
        assert found.get_json()["entries"] == [], missing


CALLS = {
    "queue": ("GET", QUEUE + "?site=town", None),
    "log": ("GET", "/api/v1/moderation/log?site=town", None),
    "export_log": ("GET", "/api/v1/moderation/log/export?site=town&format=csv", None),
    "close": ("POST", "/api/v1/sites/town/threads/close", {"threads": ["/a"]}),
    "open": ("POST", "/api/v1/sites/town/threads/open", {"threads": ["/a"]}),
}
MODERATES = {Role.OWNER, Role.MODERATOR}


@pytest.mark.parametrize("role", Role)
def test_every_role_on_its_own_site_and_on_another(
    client: FlaskClient, session: Session, instance: Instance, world: World, role: Role
) -> None:
    own = world.member if role is Role.MODERATOR else build_member(session, instance, role=role)
    other = build_member(session, instance, "city", role)
    for name, (method, path, body) in CALLS.items():
        assert client.open(path, method=method, json=body, headers=own).status_code == (
            200 if role in MODERATES else 403
        ), name
        assert client.open(path, method=method, json=body, headers=other).status_code == 404, name
    outside = decide(client, other, (world.visible.id, 1), action="delete").get_json()["results"]
    assert outside == [{"id": world.visible.id, "error": "unknown"}]
    assert client.post(f"{DECISIONS}/{world.batch}/undo", headers=other).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "discuss_", "discuss_" + "A" * 43, "é" * 20])
def test_a_broken_token_opens_nothing(client: FlaskClient, world: World, token: str) -> None:
    assert world.member
    for method, path, body in CALLS.values():
        answer = client.open(path, method=method, json=body, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


def test_a_token_for_one_site_opens_no_other_and_can_be_taken_back(
    client: FlaskClient, session: Session, instance: Instance, world: World
) -> None:
    assert world.member
    token = access.add_token(session, instance, "moderator@town.example", "only the town", "town")
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(QUEUE, query_string={"site": "town"}, headers=headers).status_code == 200
    assert client.get(QUEUE, query_string={"site": "city"}, headers=headers).status_code == 404
    (named,) = [row for row in access.list_tokens(session, "moderator@town.example") if row.label == "only the town"]
    access.remove_token(session, "moderator@town.example", named.id)
    assert client.get(QUEUE, query_string={"site": "town"}, headers=headers).status_code == 401
