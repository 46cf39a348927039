"""Calm, storm, away and freeze by forms, what readers then meet, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import delete

from discuss.store.session import writing
from discuss.store.tables import Comment
from tests.dashboard.moderating import Browser, Team, see
from tests.hostile import TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

STATE = "/moderate/town/state"
CALM = "/moderate/town/threads/calm"
QUIET = "/moderate/town/threads/quiet"
COMMENTS = "/api/v1/sites/town/comments"


def load(client: FlaskClient, etag: str | None = None, page: str = "/a") -> TestResponse:
    headers = {"If-None-Match": etag} if etag else {}
    return client.get(COMMENTS, query_string={"thread": page}, headers=headers)


def thread_of(client: FlaskClient) -> dict[str, Any]:
    thread: dict[str, Any] = load(client).json["thread"]  # type: ignore[index]
    return thread


def write(client: FlaskClient, reader: str = "ab", parent: int | None = None) -> TestResponse:
    body = {"url": "https://town.example/a", "body": f"Some words {reader}", "author": {"name": "Ann"}}
    more = {"parent": str(parent)} if parent else {}
    return client.post(COMMENTS, json=body | more, headers={"Discuss-Reader": reader * 16})


def test_a_freeze_closes_the_site_with_a_word_and_ends(mo: Browser, team: Team, client: FlaskClient) -> None:
    team.set_site(premoderation="none")
    team.say()
    before = load(client)
    assert mo.post(STATE, cause="freeze", note="Back **soon**.").status_code == 303
    after = load(client, before.headers["ETag"])
    assert after.status_code == 200
    assert after.json
    assert after.json["thread"]["state"] == "closed"
    assert "<strong>soon</strong>" in after.json["thread"]["closed"]["note_html"]
    refused = write(client)
    assert refused.status_code == 409
    assert refused.json
    assert refused.json["code"] == "thread-closed"
    assert "<strong>soon</strong>" in client.get("/t/town?url=https://town.example/a").text
    page = mo.see(STATE)
    assert "Back soon." in page.text
    form = next(form for form in page.forms if form.action.endswith("/end"))
    assert mo.client.post(form.action, data=dict(form.fields)).location == STATE
    assert write(client).status_code == 201
    assert mo.undo(mo.see(STATE)).location == STATE
    assert thread_of(client)["state"] == "closed"


def test_a_storm_holds_newcomers_until_tomorrow_noon(
    enter: Callable[[str], Browser], team: Team, client: FlaskClient
) -> None:
    team.set_site(timezone="Europe/Berlin", premoderation="none")
    with time_machine.travel("2026-10-24T12:00:00Z", tick=False) as clock:
        mo = enter("moderator")
        form = next(form for form in mo.see(STATE).forms if dict(form.fields).get("cause") == "storm")
        assert mo.client.post(form.action, data=dict(form.fields)).status_code == 303
        assert write(client, "ab").status_code == 202
        assert "until 25 October 2026, 12:00" in mo.see(STATE).text
        clock.move_to("2026-10-25T11:00:00Z")  # in the night clocks went back
        assert write(client, "cd").status_code == 201
        assert "All is as usual" in mo.see(STATE).text


@pytest.mark.parametrize(("kind", "answer"), [("hold", 202), ("closed", 409)])
def test_who_is_away_is_back_by_the_clock(
    enter: Callable[[str], Browser], team: Team, client: FlaskClient, kind: str, answer: int
) -> None:
    team.set_site(premoderation="none")
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        team.say()
        mo = enter("moderator")
        mo.post(STATE, cause="away", kind=kind, until="2026-11-25T08:00", note="At the sea.")
        away = load(client)
        assert "At the sea." in away.text
        assert load(client, away.headers["ETag"]).status_code == 304
        assert write(client).status_code == answer
        away = load(client)
        clock.move_to("2026-11-25T08:00:00Z")
        back = load(client, away.headers["ETag"])
        assert back.status_code == 200
        assert "At the sea." not in back.text
        assert write(client, "cd").status_code == 201


def test_a_discussion_goes_slowly(mo: Browser, team: Team, client: FlaskClient) -> None:
    team.set_site(premoderation="none")
    team.say()
    assert mo.post(CALM, thread="/a", way="slow", note="Breathe.").status_code == 303
    (notice,) = thread_of(client)["notices"]
    assert (notice["kind"], notice["pace"]) == ("slow", 1800)
    assert "Breathe." in notice["note_html"]
    team.say(page="/b")
    other = "ef"
    headers = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}}
    body = {"url": "https://town.example/a", "body": "One", "author": {"name": "Bo"}}
    sent: Any = {"json": body, "headers": {"Discuss-Reader": other * 16}} | headers
    assert client.post(COMMENTS, **sent).status_code == 201
    sent["json"] = body | {"body": "Two"}
    second = client.post(COMMENTS, **sent)
    assert second.status_code == 429
    assert 0 < int(second.headers["Retry-After"]) <= 1800


def test_a_branch_is_closed_and_the_rest_goes_on(mo: Browser, team: Team, client: FlaskClient) -> None:
    team.set_site(premoderation="none")
    first = team.say()
    assert mo.post(CALM, thread="/a", comment=str(first), way="closed").status_code == 303
    assert thread_of(client)["state"] == "open"
    assert write(client, "ab", parent=first).status_code == 409
    assert write(client, "ab").status_code == 201
    assert "below the comment of Ann" in mo.see(STATE).text


def test_the_night_ends_at_eight(enter: Callable[[str], Browser], team: Team, client: FlaskClient) -> None:
    team.set_site(timezone="Europe/Berlin")
    with time_machine.travel("2026-03-28T20:00:00Z", tick=False) as clock:
        team.say()
        enter("moderator").post(CALM, thread="/a", way="tomorrow")
        assert thread_of(client)["closed"]["until"] == "2026-03-29T06:00:00.000Z"
        clock.move_to("2026-03-29T06:00:00Z")
        assert thread_of(client)["state"] == "open"


def test_many_quiet_discussions_close_at_once_and_open_again(
    enter: Callable[[str], Browser], team: Team, client: FlaskClient
) -> None:
    team.set_site(premoderation="none")
    with time_machine.travel("2024-01-01T12:00:00Z", tick=False) as clock:
        team.say(page="/old")
        clock.move_to("2026-01-01T12:00:00Z")
        team.say(page="/new")
        mo = enter("moderator")
        page = mo.see(QUIET)
        assert "https://town.example/old" in page.links
        assert "https://town.example/new" not in page.links
        form = next(
            form for form in page.forms if form.action.endswith("/quiet") and ("days", "365") in form.fields[1:]
        )
        assert mo.client.post(form.action, data=dict(form.fields)).status_code == 303
        states = [load(client, page=page).json["thread"]["state"] for page in ("/old", "/new")]  # type: ignore[index]
        assert states == ["closed", "open"]
        mo.undo(mo.see("/moderate/town/threads/"))
        assert load(client, page="/old").json["thread"]["state"] == "open"  # type: ignore[index]


@pytest.mark.parametrize(
    "fields", [{"cause": "away"}, {"cause": "away", "until": "2020-01-01T00:00"}, {"cause": "calm"}]
)
def test_what_cannot_be_is_refused(mo: Browser, client: FlaskClient, fields: dict[str, str]) -> None:
    answer = mo.post(STATE, note="Kept words", **fields)
    assert answer.status_code == 422
    assert see(answer)
    assert thread_of(client)["state"] == "open"


def test_no_value_breaks_the_forms(mo: Browser) -> None:
    for value in (*TRICKS, *UNSTORABLE):
        for field in ("cause", "kind", "until", "note"):
            assert mo.post(STATE, **({"cause": "freeze"} | {field: value})).status_code in {303, 422}, (field, value)
        for field in ("thread", "comment", "way", "note"):
            answer = mo.post(CALM, **({"thread": "/a"} | {field: value}))
            assert answer.status_code in {303, 404, 422}, (field, value)
        assert mo.post(QUIET, days=value).status_code in {303, 422}, value
        assert mo.client.get(QUIET, query_string={"days": value}).status_code in {200, 422}, value
        assert mo.client.get(CALM, query_string={"thread": value, "comment": value}).status_code in {200, 422}, value
    mo.see(STATE)
    mo.see("/moderate/town/log")


def test_readers_may_be_told_of_a_storm(mo: Browser, team: Team, client: FlaskClient) -> None:
    team.set_site(premoderation="none")
    team.say()
    assert mo.post(STATE, cause="storm", note="In the *news*.").status_code == 303
    (notice,) = thread_of(client)["notices"]
    assert (notice["cause"], notice["kind"]) == ("storm", "newcomers")
    assert "<em>news</em>" in notice["note_html"]
    assert "<em>news</em>" in client.get("/t/town?url=https://town.example/a").text


def test_a_discussion_is_opened_by_what_ends_its_closing(mo: Browser, team: Team, client: FlaskClient) -> None:
    team.set_site(premoderation="none")
    team.say()
    mo.post(CALM, thread="/a", way="closed")
    (form,) = (form for form in mo.see("/moderate/town/threads/").forms if form.action.endswith("/end"))
    assert mo.client.post(form.action, data=dict(form.fields)).status_code == 303
    assert thread_of(client)["state"] == "open"
    mo.post(STATE, cause="freeze")
    page = mo.see("/moderate/town/threads/")
    assert not [form for form in page.forms if form.action.endswith(("/end", "/open"))]
    assert STATE in page.links


def end(mo: Browser, page_of_measures: str = STATE) -> TestResponse:
    form = next(form for form in mo.see(page_of_measures).forms if form.action.endswith("/end"))
    return mo.client.post(form.action, data=dict(form.fields))


def test_what_cannot_be_taken_back_leaves_what_holds_as_it_is(mo: Browser) -> None:
    mo.post(STATE, cause="freeze", note="One")
    first = mo.see(STATE)
    mo.post(STATE, cause="freeze", note="Two")
    shown = next(form for form in mo.see(STATE).forms if form.action.endswith("/end"))
    late = mo.see(mo.undo(first).location)
    assert "Somebody else decided meanwhile" in late.text
    assert mo.client.post(shown.action, data=dict(shown.fields)).status_code == 303
    assert "All is as usual" in mo.see(STATE).text


def test_calm_on_a_branch_that_was_swept_away_is_named_not_brought_back(mo: Browser, team: Team) -> None:
    root = team.say()
    mo.post(CALM, thread="/a", comment=str(root), way="hold")
    assert end(mo).status_code == 303
    batch = mo.see(STATE)
    with writing(team.session):
        team.session.execute(delete(Comment).where(Comment.id == root))
    after = mo.see(mo.undo(batch).location)
    assert "All is as usual" in after.text
