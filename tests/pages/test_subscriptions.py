"""Where the links of mails lead: a look changes nothing, a button does, and a mail program's one click ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.services import sites
from discuss.services.subscriptions import CONFIRM, STOP
from tests.api.worlds import dump
from tests.services.mailing import Town

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

EMAIL = "ann@example.org"


@pytest.fixture
def town(session: Session, instance: Instance, site: Site) -> Town:
    assert site.name == "town"
    return Town(session, instance, now=instance.clock())


def address(town: Town, purpose: str) -> str:
    return f"/subscription/{town.token(purpose, EMAIL)}"


def test_looking_changes_nothing(town: Town, client: FlaskClient) -> None:
    town.post("ann", email=EMAIL)
    before = dump(town.session)
    for purpose in (CONFIRM, STOP):
        for answer in (client.get(address(town, purpose)), client.head(address(town, purpose))):
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "Set-Cookie" not in answer.headers
    assert dump(town.session) == before


def test_the_button_confirms(town: Town, client: FlaskClient) -> None:
    comment = town.post("ann", email=EMAIL)
    link = address(town, CONFIRM)
    assert f"Shall we write to <bdi>{EMAIL}</bdi>" in client.get(link).text
    answer = client.post(link, headers={"Origin": "https://comments.example"})
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert town.subscriptions() == {(EMAIL, comment): True}
    assert "Thank you" in client.get(link).text
    assert client.post(link).status_code == 303


def test_a_page_of_somebody_else_cannot_confirm(town: Town, client: FlaskClient) -> None:
    comment = town.post("ann", email=EMAIL)
    assert client.post(address(town, CONFIRM), headers={"Origin": "https://evil.example"}).status_code == 403
    assert town.subscriptions() == {(EMAIL, comment): False}


def test_one_click_ends_the_mails(town: Town, client: FlaskClient) -> None:
    town.listen("ann")
    link = address(town, STOP)
    answer = client.post(link, data={"List-Unsubscribe": "One-Click"}, headers={"Origin": "null"})
    assert answer.status_code == 200
    assert town.subscriptions() == {}
    assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "no more of these mails" in client.get(link).text


@pytest.mark.parametrize(("scope", "left"), [("page", 1), ("site", 0)])
def test_the_buttons_end_the_mails_of_a_page_or_of_all(town: Town, client: FlaskClient, scope: str, left: int) -> None:
    town.listen("ann")
    town.post("ann", email=EMAIL, page="b")
    link = address(town, STOP)
    assert "No more about this page" in client.get(link).text
    assert client.post(link, data={"scope": scope}).status_code == 200
    assert len(town.subscriptions()) == left


@pytest.mark.parametrize("token", ["x", "W10.x", "a" * 300, "%00", "WyJjb25maXJtIiwxXQ.AAAA"])
def test_a_broken_link_says_so(client: FlaskClient, token: str) -> None:
    for answer in (client.get(f"/subscription/{token}"), client.post(f"/subscription/{token}")):
        assert answer.status_code == 404
        assert "This address leads nowhere" in answer.text


def test_a_question_that_ran_out_says_so(town: Town, client: FlaskClient) -> None:
    town.post("ann", email=EMAIL)
    link = address(town, CONFIRM)
    client.post(address(town, STOP))
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_pages_speak_the_language_of_the_site(town: Town, client: FlaskClient) -> None:
    sites.set_site(town.session, "town", {"language": "de"})
    town.post("ann", email=EMAIL)
    assert "Ja, melde mir Antworten" in client.get(address(town, CONFIRM)).text
    assert "Gar nichts mehr von" in client.get(address(town, STOP)).text


def test_a_hostile_title_is_shown_as_text(town: Town, client: FlaskClient) -> None:
    sites.set_site(town.session, "town", {"title": "<script>alert(1)</script>"})
    town.post("ann", email=EMAIL)
    for purpose in (CONFIRM, STOP):
        assert "<script" not in client.get(address(town, purpose)).text
