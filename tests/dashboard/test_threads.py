"""Closing and opening discussions by forms, and what readers then see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.dashboard.moderating import Browser, Team, see
from tests.hostile import TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

THREADS = "/moderate/town/threads/"
CLOSE = "/moderate/town/threads/close"


def close(mo: Browser, thread: str = "/a", **fields: str) -> None:
    answer = mo.post(CLOSE, thread=thread, **fields)
    assert (answer.status_code, answer.location) == (303, THREADS), answer.text


def closing_of(client: FlaskClient, thread: str = "/a") -> dict[str, Any] | None:
    answer = client.get("/api/v1/sites/town/comments", query_string={"thread": thread})
    assert answer.json
    closed: dict[str, Any] | None = answer.json["thread"]["closed"]
    return closed


def test_a_discussion_closes_with_a_word_and_opens_again(mo: Browser, team: Team, client: FlaskClient) -> None:
    team.say()
    asked = mo.see(f"{CLOSE}?thread=/a")
    assert dict(asked.forms[0].fields)["thread"] == "/a"
    close(mo, note="Thank you **all**.", successor="https://town.example/b", scope="roots")
    closed = closing_of(client)
    assert closed is not None
    assert closed["by"] == "The moderator"
    assert "<strong>all</strong>" in closed["note_html"]
    assert (closed["successor"], closed["scope"]) == ("https://town.example/b", "roots")
    page = mo.see(THREADS)
    assert "Thank you all." in page.text
    assert "closed for new discussions" in page.text
    form = next(form for form in page.forms if form.action.endswith("/open"))
    assert mo.client.post(form.action, data=dict(form.fields)).location == THREADS
    assert closing_of(client) is None


def test_closing_is_taken_back(mo: Browser, team: Team, client: FlaskClient) -> None:
    team.say()
    close(mo)
    page = mo.see(THREADS)
    assert "Closed." in page.text
    assert mo.undo(page).location == THREADS
    assert closing_of(client) is None
    assert "Taken back." in mo.see(THREADS).text


def test_the_end_is_in_the_sites_time_zone(enter: Callable[[str], Browser], team: Team, client: FlaskClient) -> None:
    team.set_site(timezone="Europe/Berlin")
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        mo = enter("moderator")
        close(mo, until="2026-11-23T18:00")
        closed = closing_of(client)
        assert closed is not None
        assert closed["until"] == "2026-11-23T17:00:00.000Z"
        assert "until 23 November 2026, 18:00" in mo.see(THREADS).text
        clock.move_to("2026-11-23T17:00:00Z")
        assert closing_of(client) is None
        assert "open" in mo.see(THREADS).text


def test_a_page_without_comments_can_be_closed(mo: Browser, client: FlaskClient) -> None:
    close(mo, thread="/never-seen")
    assert closing_of(client, "/never-seen") is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("until", "yesterday"),
        ("until", "2020-01-01T00:00"),
        ("until", "0001-01-01T00:00"),
        ("until", "9999-99-99T00:00"),
        ("until", "\x00"),
        ("successor", "https://evil.example/"),
        ("successor", "javascript:alert(1)"),
        ("successor", "x" * 5000),
        ("note", "x" * 2001),
        ("note", "a\x00b"),
        ("thread", ""),
        ("thread", "null"),
        ("thread", "x" * 600),
        ("thread", "https://evil.example/a"),
    ],
)
def test_what_cannot_be_is_refused_and_the_form_stays_filled_in(
    mo: Browser, client: FlaskClient, field: str, value: str
) -> None:
    sent = {"thread": "/a", "note": "Kept words", field: value}
    answer = mo.post(CLOSE, **sent)
    assert answer.status_code == 422, answer.text
    page = see(answer)
    assert field == "note" or "Kept words" in page.text
    assert closing_of(client) is None


def test_no_value_breaks_the_form(mo: Browser) -> None:
    for value in (*TRICKS, *UNSTORABLE):
        for field in ("thread", "note", "until", "successor", "scope"):
            answer = mo.post(CLOSE, **({"thread": "/a"} | {field: value}))
            assert answer.status_code in {303, 422}, (field, value)
        assert mo.client.get(CLOSE, query_string={"thread": value}).status_code in {200, 422}, value
    mo.see(THREADS)
    mo.see("/moderate/town/log")


def test_a_long_list_comes_in_pages(mo: Browser, team: Team) -> None:
    team.set_site(posts_limit="off")
    for number in range(52):
        team.say(page=f"/page-{number}")
    first = mo.see(THREADS)
    (following,) = [link for link in first.links if "cursor=" in link]
    pages = [link for link in (*first.links, *mo.see(following).links) if link.startswith("https://town.example/page-")]
    assert len(pages) == len(set(pages)) == 52
    assert mo.get(f"{THREADS}?cursor=x").status_code == 422
