"""The dashboard below a path of the blog's own domain: every way on every page stays below it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from discuss.services import password_links
from tests.dashboard.moderating import PASSWORD, Browser, View, path_of
from tests.dashboard.test_crawl import MOST, Ways, fill, starts

if TYPE_CHECKING:
    from flask import Flask

    from discuss.config import Settings
    from tests.dashboard.moderating import Team

BLOG, TALK = "https://town.example", "/talk"
SIGN_IN = f"{TALK}/moderate/-/sign-in"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database will do: the addresses on a page do not come from it."""
    return sqlite_url


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url=BLOG + TALK)


@pytest.fixture
def owner(app: Flask, team: Team) -> Browser:
    """A browser that signs in by the form as it stands."""
    assert team.session
    browser = Browser(app.test_client())
    (form,) = browser.see(SIGN_IN).forms
    data = dict(form.fields) | {"email": "owner@team.example", "password": PASSWORD}
    answer = browser.client.post(form.action, data=data)
    assert (answer.status_code, answer.location) == (303, f"{TALK}/moderate/")
    assert "__Host-discuss=" in answer.headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "Path=/"} <= set(answer.headers["Set-Cookie"].split("; "))
    return browser


def addresses_of(text: str) -> list[str]:
    """Give every address on a page, those of forms that change something included."""
    ways = Ways()
    ways.feed(text)
    return [*ways.links, *re.findall(r'action="([^"]*)"', text)]


def crawl(browser: Browser, waiting: list[str]) -> set[str]:
    """Follow every way of ours and give the pages that were found."""
    seen, found = set[str](), set[str]()
    while waiting:
        path = waiting.pop().partition("#")[0]
        if path in seen:
            continue
        seen.add(path)
        assert len(seen) < MOST
        answer = browser.client.get(path)
        assert answer.status_code < 500, path
        text = answer.text  # read to its end also where it is streamed
        found |= {urlsplit(path).path} if answer.status_code == 200 else set()
        given = [answer.location] if answer.location else []
        given += addresses_of(text) if answer.mimetype == "text/html" else []
        ours = [each for each in given if each.startswith("/") and not each.startswith("/api/v1")]
        assert [each for each in ours if not each.startswith(f"{TALK}/")] == [], path
        waiting += [urljoin(path, each) for each in given if not urlsplit(each).netloc]
    return found


def test_every_way_stays_below_the_path(app: Flask, owner: Browser, team: Team) -> None:
    ids = fill(team)
    queue = View()
    queue.feed(owner.get(f"{TALK}/moderate/town/").text)
    assert owner.press(queue, "reject", number=1).location.startswith(f"{TALK}/moderate/town/")
    found = crawl(owner, [TALK + each for each in starts(app, team, ids) if "sign-out" not in each])
    assert {f"{TALK}{each}" for each in ("/moderate/town/", "/moderate/town/log", "/t/town", "/embed.js")} <= found


def test_who_is_not_signed_in_comes_back_to_the_page_that_was_wanted(app: Flask, team: Team) -> None:
    assert team.session
    out = Browser(app.test_client())
    asked = out.get(f"{TALK}/moderate/town/log")
    assert asked.location.startswith(SIGN_IN + "?next=")
    (form,) = out.see(asked.location).forms
    data = dict(form.fields) | {"email": "owner@team.example", "password": PASSWORD}
    assert out.client.post(form.action, data=data).location == f"{TALK}/moderate/town/log"


def test_the_link_that_sets_a_password_lies_below_the_path(app: Flask, team: Team) -> None:
    link = password_links.build_link(team.session, team.instance, "moderator@team.example")
    assert link.startswith(f"{BLOG}{TALK}/moderate/-/password/")
    browser = Browser(app.test_client())
    (form,) = browser.see(path_of(link)).forms
    answer = browser.client.post(form.action, data=dict(form.fields) | {"new": "three or four words"})
    assert answer.location == f"{TALK}/moderate/"
