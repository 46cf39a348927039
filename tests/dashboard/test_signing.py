"""Signing in and out: cookies, limits, and what an outsider can learn (nothing)."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
import time_machine

from discuss import create_app
from discuss.services import retention, sites
from discuss.store.flask_db import db
from discuss.store.team_tables import SignIn
from tests.api.worlds import dump
from tests.dashboard.moderating import PASSWORD, Browser, Team, see
from tests.hostile import TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from discuss.config import Settings

MO = "moderator@team.example"
FRONT = "/moderate/"
SIGN_IN = "/moderate/-/sign-in"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/moderate//evil.example",
    "/moderate/../evil",
    "/moderate/town/\r\nSet-Cookie: a=b",
    "/moderate/@evil.example",
    "/moderate.evil.example/",
    "javascript:alert(1)",
    "moderate/",
    "/",
    "/t/town",
    "/moderate/town/?x=//evil.example",
    "%2F%2Fevil.example",
    " /moderate/",
    "http:moderate/",
)


@pytest.fixture
def out(enter: Callable[[str], Browser]) -> Browser:
    return enter("out")


def cookie_of(answer: TestResponse) -> str:
    return next(line for line in answer.headers.getlist("Set-Cookie") if "discuss=" in line)


def without_token(answer: TestResponse) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)


def test_the_right_password_opens(out: Browser) -> None:
    answer = out.sign_in(MO)
    assert (answer.status_code, answer.location) == (303, FRONT)
    assert "The moderator" in out.see(FRONT).text


def test_a_capital_letter_of_a_telephone_does_no_harm(out: Browser) -> None:
    assert out.sign_in("  Moderator@Team.example ").status_code == 303


def test_the_cookie_keeps_to_this_server_and_to_https(out: Browser) -> None:
    cookie = cookie_of(out.sign_in(MO))
    assert cookie.startswith("__Host-discuss=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_without_https_there_is_a_cookie_all_the_same(settings: Settings, team: Team) -> None:
    app = create_app(replace(settings, base_url="http://127.0.0.1:8000"))
    cookie = cookie_of(Browser(app.test_client()).sign_in(MO))
    with app.app_context():
        db.engine.dispose()
    assert team.session
    assert cookie.startswith("discuss=")
    assert "Secure" not in cookie


def test_a_session_begins_anew(out: Browser) -> None:
    before = out.token()
    out.sign_in(MO)
    assert out.token() != before
    assert out.client.post("/moderate/-/sign-out", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (MO, "wrong"),
        ("nobody@team.example", PASSWORD),
        ("", ""),
        ("no address", PASSWORD),
        (MO, ""),
        (MO, PASSWORD + "\x00"),
        (MO, "x" * 100_000),
        *((trick, PASSWORD) for trick in (*TRICKS[:8], *UNSTORABLE[:3])),
    ],
)
def test_the_wrong_one_is_told_nothing(out: Browser, email: str, password: str) -> None:
    wrong = out.sign_in(MO, "also wrong")
    answer = out.sign_in(email, password)
    assert answer.status_code == wrong.status_code == 422
    see(answer)
    form = without_token(wrong).replace(f'value="{MO}"', "")
    assert "The address or the password is not right." in form
    assert "The address or the password is not right." in answer.text
    assert out.get(FRONT).status_code == 303


def test_known_and_unknown_accounts_get_the_same_bytes(out: Browser) -> None:
    answers = [without_token(out.sign_in(email, "wrong")) for email in (MO, "moderators@team.exampl")]
    assert answers[0].replace(MO, "") == answers[1].replace("moderators@team.exampl", "")


def test_who_has_no_password_cannot_sign_in(out: Browser, team: Team) -> None:
    sites.add_user(team.session, team.instance, "new@team.example", "New")
    for password in ("", "None", "nobody has this password"):
        assert out.sign_in("new@team.example", password).status_code == 422


@pytest.mark.parametrize("email", [MO, "nobody@team.example"])
def test_an_account_takes_ten_tries(out: Browser, email: str) -> None:
    answers = [out.sign_in(email, f"wrong {n}") for n in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 900
    assert out.sign_in(email.upper()).status_code == 429, "even with the right password"
    assert out.sign_in("owner@team.example").status_code == 303, "others are let in"


def test_an_address_takes_fifty_tries(out: Browser) -> None:
    for n in range(50):
        assert out.sign_in(f"nobody{n}@team.example", "wrong").status_code == 422
    assert out.sign_in(MO).status_code == 429
    elsewhere = out.client.post(
        SIGN_IN,
        data={"csrf_token": out.token(), "email": MO, "password": PASSWORD},
        headers={"X-Forwarded-For": "192.0.2.77"},
    )
    assert elsewhere.status_code == 303


def test_the_tries_are_forgotten_after_a_while(out: Browser) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        for _ in range(11):
            out.sign_in(MO, "wrong")
        assert out.sign_in(MO).status_code == 429
        clock.shift(901)
        assert out.sign_in(MO).status_code == 303


def test_who_is_in_starts_counting_anew(out: Browser) -> None:
    for _ in range(2):
        for _ in range(9):
            assert out.sign_in(MO, "wrong").status_code == 422
        assert out.sign_in(MO).status_code == 303
        out.post("/moderate/-/sign-out")


def test_who_was_sent_to_sign_in_comes_back(out: Browser) -> None:
    answer = out.get("/moderate/town/?state=spam")
    assert answer.location == f"{SIGN_IN}?next=/moderate/town/?state%3Dspam"
    page = out.see(answer.location)
    assert dict(page.forms[0].fields)["next"] == "/moderate/town/?state=spam"
    assert out.sign_in(MO, next="/moderate/town/?state=spam").location == "/moderate/town/?state=spam"
    assert out.get(answer.location).location == "/moderate/town/?state=spam", "who is in is led on at once"


def test_nobody_is_led_elsewhere(out: Browser) -> None:
    for place in ELSEWHERE:
        assert out.sign_in(MO, next=place).location == FRONT, place
        assert out.client.get(SIGN_IN, query_string={"next": place}).location == FRONT, place


def test_signing_out_ends_it(mo: Browser) -> None:
    assert mo.post("/moderate/-/sign-out").location == SIGN_IN
    assert mo.get(FRONT).status_code == 303


def copy_of(browser: Browser, app: Flask) -> Browser:
    """Give a browser with a copy of the cookie of another one."""
    cookie = browser.client.get_cookie("__Host-discuss")
    assert cookie is not None
    thief = Browser(app.test_client())
    thief.client.set_cookie(cookie.key, cookie.value, secure=True)
    return thief


def test_signing_out_ends_a_copy_of_the_cookie_and_no_other_browser(
    enter: Callable[[str], Browser], app: Flask
) -> None:
    here, there = enter("moderator"), enter("moderator")
    thief = copy_of(here, app)
    assert thief.get(FRONT).status_code == 200
    here.post("/moderate/-/sign-out")
    assert [browser.get(FRONT).status_code for browser in (here, thief, there)] == [303, 303, 200]


def test_signing_in_again_ends_what_the_browser_had_before(mo: Browser, app: Flask) -> None:
    thief = copy_of(mo, app)
    assert mo.sign_in(MO).status_code == 303
    assert [browser.get(FRONT).status_code for browser in (mo, thief)] == [200, 303]


def test_a_session_is_over_after_ninety_days_and_forgotten(out: Browser, team: Team) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        out.sign_in(MO)
        for _ in range(9):
            clock.shift(10 * 24 * 3600 - 1)
            assert out.get(FRONT).status_code == 200
        clock.shift(9)
        assert out.get(FRONT).status_code == 303
        retention.sweep(team.session, team.instance)
    assert team.session.query(SignIn).count() == 0


def test_only_a_hash_of_a_session_is_stored(mo: Browser, team: Team) -> None:
    with mo.client.session_transaction("/moderate/") as cookie:
        key = cookie["_user_id"]
    (row,) = team.session.query(SignIn).all()
    assert row.digest == sha256(key.encode()).digest()
    assert key not in repr(dump(team.session))


def test_signing_out_everywhere_ends_all_of_them(enter: Callable[[str], Browser]) -> None:
    here, there, other = enter("moderator"), enter("moderator"), enter("owner")
    here.post("/moderate/-/sign-out-everywhere")
    assert [browser.get(FRONT).status_code for browser in (here, there, other)] == [303, 303, 200]


def test_another_password_ends_the_others(enter: Callable[[str], Browser]) -> None:
    here, there = enter("moderator"), enter("moderator")
    new = "three or four words"
    assert here.post("/moderate/-/account", old=PASSWORD, new=new).location == "/moderate/-/account?saved=1"
    assert "The new password holds." in here.see("/moderate/-/account?saved=1").text
    assert there.get(FRONT).status_code == 303
    assert there.sign_in(MO).status_code == 422
    assert there.sign_in(MO, new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("wrong", "long enough by far", "not your present password"), (PASSWORD, "short", "at least 10 characters")],
)
def test_a_bad_new_password_is_refused_in_words(mo: Browser, old: str, new: str, words: str) -> None:
    answer = mo.post("/moderate/-/account", old=old, new=new)
    assert answer.status_code == 422
    assert words in see(answer).text


def test_the_commands_new_password_ends_sessions_too(mo: Browser, team: Team) -> None:
    sites.set_password(team.session, MO, "given by the operator")
    assert mo.get(FRONT).status_code == 303


def test_who_is_removed_is_out(mo: Browser, team: Team) -> None:
    sites.remove_user(team.session, MO)
    assert mo.get(FRONT).status_code == 303


@pytest.mark.parametrize("path", [SIGN_IN, FRONT, "/moderate/town/", "/moderate/nowhere/", "/moderate/town/log"])
def test_nothing_is_stored_framed_or_run(mo: Browser, path: str) -> None:
    headers = mo.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_readers_never_meet_the_cookie(app: Flask, team: Team, mo: Browser) -> None:
    team.say()
    for path in ("/", "/t/town?thread=/a", "/api/v1/sites/town/comments?thread=/a", "/embed.js"):
        for client in (app.test_client(), mo.client):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "Set-Cookie" not in answer.headers
            assert "Cookie" not in answer.headers.get("Vary", "")
