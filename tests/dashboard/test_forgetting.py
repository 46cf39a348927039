"""Asking for a link that sets a password: it comes by mail, to who has an account, and nobody else can tell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import time_machine

from discuss import create_app
from discuss.jobs import run_due
from discuss.store.flask_db import db
from discuss.store.machine_tables import Job
from tests.dashboard.moderating import Browser, Team, path_of, see
from tests.hostile import TRICKS, UNSTORABLE
from tests.notifications.office import open_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from discuss.config import Settings

MO = "moderator@team.example"
PAGE = "/moderate/-/forgotten"
NEW = "three or four words"
KEY = re.compile(r'name="csrf_token" value="[^"]*"')


@pytest.fixture
def out(enter: Callable[[str], Browser]) -> Browser:
    return enter("out")


def ask(browser: Browser, email: str, address: str = "192.0.2.1") -> tuple[int, str]:
    """Give the status and the page without its proof."""
    data, headers = {"csrf_token": browser.token(), "email": email}, {"X-Forwarded-For": address}
    answer = browser.client.post(PAGE, data=data, headers=headers)
    see(answer)
    return answer.status_code, KEY.sub("", answer.text)


def test_who_forgot_gets_a_mail_with_a_link_that_works_once(out: Browser, team: Team) -> None:
    assert "Forgot your password?" in out.see("/moderate/-/sign-in").text
    assert ask(out, f" {MO.upper()} ")[0] == 200
    with open_office() as office:
        settings = replace(team.instance.settings, smtp_url=office.url)
        run_due(team.session, replace(team.instance, settings=settings))
        assert set(office.recipients) == {MO}
        message = office.messages[0]
    assert message["Subject"] == "A new password for comments.example"
    texts = [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
    link = re.search(r"https://comments\.example/moderate/-/password/\S+", texts[0])
    assert link is not None
    assert f'href="{link[0]}"' in texts[1]
    path = path_of(link[0])
    assert out.post(path, new=NEW).location == "/moderate/"
    assert out.get(path).status_code == 404


def test_nobody_can_tell_which_accounts_there_are(out: Browser, team: Team) -> None:
    asked = [ask(out, email) for email in (MO, "nobody@team.example", "no address", "", *TRICKS[:5], *UNSTORABLE[:3])]
    assert len(set(asked)) == 1
    jobs = team.session.query(Job).filter_by(kind="password").all()
    assert len(jobs) == len(asked), "the same is stored for every address"


def test_a_stranger_gets_no_mail(out: Browser, team: Team) -> None:
    for email in ("nobody@team.example", "no address", "", *UNSTORABLE[:3]):
        ask(out, email)
    with open_office() as office:
        settings = replace(team.instance.settings, smtp_url=office.url)
        run_due(team.session, replace(team.instance, settings=settings))
        assert office.messages == []
    assert team.session.query(Job).filter_by(kind="password").count() == 0


@pytest.mark.parametrize("email", [MO, "nobody@team.example"])
def test_an_account_gets_three_an_hour(out: Browser, email: str) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        told = [ask(out, email, f"192.0.2.{n}")[0] for n in range(4)]
        assert told == [200, 200, 200, 429]
        clock.shift(3601)
        assert ask(out, email)[0] == 200


def test_an_address_gets_twenty_an_hour(out: Browser) -> None:
    told = [ask(out, f"nobody{n}@team.example")[0] for n in range(21)]
    assert told == [200] * 20 + [429]
    assert ask(out, MO, "192.0.2.77")[0] == 200


def test_where_no_mail_is_set_up_the_page_says_who_helps(settings: Settings, team: Team) -> None:
    app = create_app(replace(settings, smtp_url="", mail_from=""))
    client: FlaskClient = app.test_client()
    page = see(client.get(PAGE))
    answer = Browser(client).post(PAGE, email=MO)
    with app.app_context():
        db.engine.dispose()
    assert "Whoever runs this service" in page.text
    assert page.forms == []
    assert "Whoever runs this service" in answer.text
    assert team.session.query(Job).filter_by(kind="password").count() == 0
