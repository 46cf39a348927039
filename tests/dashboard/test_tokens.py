"""One's own API tokens: shown once, kept as a hash, for the own sites alone, taken back at once."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
import time_machine

from discuss.services.tokens import MOST
from discuss.store.flask_db import db
from tests.api.worlds import dump
from tests.dashboard.moderating import see
from tests.hostile import TRICKS, UNSTORABLE
from tests.store.listening import listening

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.dashboard.moderating import Browser, Team, View

PAGE = "/moderate/-/tokens"


def make(browser: Browser, name: str = "At home", site: str = "") -> str:
    assert browser.post(PAGE, name=name, site=site).location == PAGE
    answer = browser.get(PAGE)
    see(answer)
    return unescape(answer.text.split('<code class="once" id="token">')[1].split("</code>")[0])


def call(browser: Browser, token: str, site: str = "town") -> TestResponse:
    return browser.client.get(f"/api/v1/moderation/log?site={site}", headers={"Authorization": f"Bearer {token}"})


def numbers(page: View) -> list[str]:
    return [dict(form.fields)["token"] for form in page.forms if form.action.endswith("/remove")]


def test_it_is_shown_once_and_stored_as_a_hash(mo: Browser, team: Team) -> None:
    token = make(mo)
    assert call(mo, token).status_code == 200
    page = mo.see(PAGE)
    assert "At home" in page.text
    assert token not in page.text
    assert token not in repr(dump(team.session))


def test_one_for_a_site_opens_that_one_alone(enter: Callable[[str], Browser]) -> None:
    admin = enter("admin")
    token = make(admin, site="town")
    assert [call(admin, token, site).status_code for site in ("town", "elsewhere")] == [200, 404]
    assert [call(admin, make(admin), site).status_code for site in ("town", "elsewhere")] == [200, 200]


def test_one_that_is_taken_back_opens_nothing(mo: Browser) -> None:
    tokens = [make(mo, name) for name in ("One", "Two")]
    first, _ = numbers(mo.see(PAGE))
    assert mo.post(f"{PAGE}/remove", token=first).location == PAGE
    assert [call(mo, token).status_code for token in tokens] == [401, 200]
    assert mo.post(f"{PAGE}/remove", token=first).status_code == 404


def test_the_page_says_when_it_was_used_last(app: Flask, mo: Browser) -> None:
    token = make(mo)
    assert "not used yet" in mo.see(PAGE).text
    with time_machine.travel("2030-05-01T10:00:00Z", tick=False) as clock:
        mo.sign_in("moderator@team.example")
        call(mo, token)
        assert "last used 1 May 2030, 10:00" in mo.see(PAGE).text
        clock.shift(timedelta(minutes=59))
        with app.app_context():
            engine = db.engine
        with listening(engine) as said:
            call(mo, token)
        assert not [statement for statement, _ in said.sent if statement.startswith("UPDATE")]
        assert "last used 1 May 2030, 10:00" in mo.see(PAGE).text
        clock.shift(timedelta(minutes=1))
        call(mo, token)
        assert "last used 1 May 2030, 11:00" in mo.see(PAGE).text


def test_nobody_takes_those_of_others(enter: Callable[[str], Browser]) -> None:
    mo, admin = enter("moderator"), enter("admin")
    token = make(mo)
    (number,) = numbers(mo.see(PAGE))
    assert admin.post(f"{PAGE}/remove", token=number).status_code == 404
    assert numbers(admin.see(PAGE)) == []
    assert call(mo, token).status_code == 200


def test_no_site_of_others_and_none_that_is_not(mo: Browser) -> None:
    answers = [mo.post(PAGE, name="x", site=site) for site in ("elsewhere", "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert numbers(mo.see(PAGE)) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, *UNSTORABLE[:3]])
def test_a_bad_name_is_refused(mo: Browser, name: str) -> None:
    answer = mo.post(PAGE, name=name)
    assert answer.status_code == 422
    see(answer)
    assert numbers(mo.see(PAGE)) == []


def test_a_name_is_text(mo: Browser) -> None:
    tricks = [trick.strip()[:100] for trick in TRICKS if trick.strip()][: MOST - 1]
    for trick in tricks:
        make(mo, trick)
    assert len(numbers(mo.see(PAGE))) == len(tricks)


def test_there_are_so_many_and_no_more(mo: Browser) -> None:
    for number in range(MOST):
        make(mo, f"Number {number}")
    answer = mo.post(PAGE, name="Another")
    assert answer.status_code == 422
    assert "too many" in see(answer).text
