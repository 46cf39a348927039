"""The house rules: suggested ones, one's own or none, and where readers meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.domain.house_rules import DEFAULTS, RULES_LIMIT
from discuss.services import sites
from tests.api.worlds import dump
from tests.dashboard.moderating import see
from tests.dashboard.test_hostile import MARKUP
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.dashboard.moderating import Browser, Team

HOUSE = "/moderate/town/house-rules"


@pytest.fixture
def owner(enter: Callable[[str], Browser]) -> Browser:
    return enter("owner")


def save(owner: Browser, body: str, action: str = "save") -> TestResponse:
    return owner.post(HOUSE, body=body, action=action)


def rules_of(client: FlaskClient) -> str | None:
    answer = client.get("/api/v1/sites/town/comments?thread=/a").get_json()
    rules: str | None = answer["site"]["rules_html"]
    return rules


def test_good_rules_are_filled_in_in_the_language_of_the_site(owner: Browser, team: Team) -> None:
    assert DEFAULTS["en"] in owner.see(HOUSE).text
    team.set_site(language="de-AT")
    assert DEFAULTS["de"] in owner.see(HOUSE).text


def test_own_rules_stand_beside_every_form(owner: Browser, client: FlaskClient) -> None:
    tag = client.get("/t/town?thread=/a").headers["ETag"]
    answer = save(owner, "Be *kind*.\r\n\r\n- And brief")
    assert answer.status_code == 303
    page = owner.see(answer.location)
    assert "Saved." in page.text
    assert "Be *kind*.\n\n- And brief" in page.text
    assert rules_of(client) == "<p>Be <em>kind</em>.</p>\n<ul><li>And brief</li></ul>"
    shown = client.get("/t/town?thread=/a", headers={"If-None-Match": tag})
    assert "<p>Be <em>kind</em>.</p>" in shown.text
    assert "<p>Be <em>kind</em>.</p>" in client.post("/t/town", data={"body": "Hi", "name": "Ann", "url": "x"}).text


def test_none_are_none_and_the_suggested_ones_come_again(owner: Browser, team: Team, client: FlaskClient) -> None:
    save(owner, "  ")
    assert rules_of(client) is None
    assert "House rules" not in client.get("/t/town?thread=/a").text
    assert ("action", "default") in owner.see(HOUSE).forms[-1].buttons
    save(owner, "lost", "default")
    assert "neighbour" in (rules_of(client) or "")
    save(owner, DEFAULTS["en"].replace("\n", "\r\n"))
    team.session.expire_all()
    team.set_site(language="de")
    assert "Gartenzaun" in (rules_of(client) or "")


def test_a_preview_saves_nothing(owner: Browser, team: Team) -> None:
    save(owner, "Before")
    before = dump(team.session)
    answer = save(owner, "Be **bold**", "preview")
    assert "<strong>bold</strong>" in answer.text
    assert "It is not saved yet." in see(answer).text
    assert dump(team.session) == before


def test_too_long_rules_come_back_whole(owner: Browser, team: Team) -> None:
    before = dump(team.session)
    for action in ("save", "preview"):
        answer = save(owner, "x" * (RULES_LIMIT + 1), action)
        assert answer.status_code == 422
        assert "x" * (RULES_LIMIT + 1) in see(answer).text
    assert dump(team.session) == before


def test_a_moderator_changes_no_rules(mo: Browser, owner: Browser, team: Team) -> None:
    assert HOUSE in owner.see("/moderate/town/more").links
    assert HOUSE not in mo.see("/moderate/town/more").links
    before = dump(team.session)
    assert save(mo, "Mine").status_code == 403
    assert dump(team.session) == before


@pytest.mark.parametrize("value", [*MARKUP, *TRICKS])
def test_what_an_owner_types_carries_no_markup(owner: Browser, client: FlaskClient, value: str) -> None:
    for action in ("preview", "save"):
        answer = save(owner, value, action)
        assert answer.status_code in {200, 303, 422}
        if answer.status_code != 303:
            see(answer)
    owner.see(HOUSE)
    html = (rules_of(client) or "").lower()
    assert "<script" not in html
    assert "javascript:" not in html.replace("&#", "") or 'href="javascript:' not in html


def test_two_owners_do_not_take_back_each_others_words(owner: Browser, team: Team) -> None:
    form = owner.see(HOUSE).forms[0]
    sites.set_site(team.session, "town", {"house_rules": "Be kind."})
    data = dict(form.fields) | {"body": "Be brief.", "action": "save"}
    answer = owner.client.post(form.action, data=data)
    assert answer.status_code == 409
    again = see(answer)
    assert "Be kind." in again.text
    assert "Be brief." in again.text
    data |= dict(again.forms[0].fields) | {"body": "Be brief."}
    assert owner.client.post(form.action, data=data).status_code == 303
    assert "Be brief." in owner.see(HOUSE).text
