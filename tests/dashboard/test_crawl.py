"""A crawl of every link, and of every form that asks, with a member's cookie: nothing that is stored changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from sqlalchemy import select

from discuss.services.identity import build_edit_token
from discuss.services.subscriptions import CONFIRM, STOP, build_token
from discuss.store.session import writing
from discuss.store.tables import Subscription, Thread
from tests.api.worlds import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.dashboard.moderating import Browser, Team

HERE = "https://comments.example"  # as the settings say
MOST = 2000  # pages: more would be a way without an end
NAMES = {"site": ["town"], "token": ["x"], "key": ["x"], "path": ["x"]}


@dataclass
class Asking:
    """A form that is sent by GET, with the values that each of its fields can have."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, ...]:
        return (self.action.partition("?")[0], *self.fields)

    def ask(self) -> Iterator[str]:
        """Give what sending it asks for: as it stands, and with each other value of each field."""
        first = {name: values[0] for name, values in self.fields.items()}
        yield f"{self.name[0]}?{urlencode(first)}"
        for name, values in self.fields.items():
            for value in values[1:]:
                yield f"{self.name[0]}?{urlencode(first | {name: value})}"


@dataclass
class Ways(HTMLParser):
    """Everything on a page that leads to another by GET."""

    links: list[str] = field(default_factory=list)
    forms: list[Asking] = field(default_factory=list)
    _form: Asking | None = None
    _select: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "src", "hx-get", "data-href") if name in given]
        if tag == "form":
            is_asking = given.get("method", "get").lower() == "get"
            self._form = Asking(given.get("action", "")) if is_asking else None
            self.forms += [self._form] if self._form else []
        elif self._form is not None:
            self._fill(self._form, tag, given)

    def _fill(self, form: Asking, tag: str, given: dict[str, str]) -> None:
        if tag == "select":
            self._select = given.get("name", "")
        elif tag == "option":
            form.fields.setdefault(self._select, []).append(given.get("value", ""))
        elif tag in {"input", "button"} and given.get("name"):
            form.fields.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def fill(team: Team) -> list[int]:
    """Let everything happen on `town` that leaves something to be seen, and give the comments."""
    ids = [team.say(body) for body in ("Published", "Reported", "Edited since", "Removed")]
    ids.append(team.say("An answer", parent=ids[0]))
    team.flag(ids[1], "This is about me")
    team.edit(ids[2], "Edited, and waiting")
    ids += team.hold("One", "Two", "Three", "Four", "Buy <b>pills</b> at https://pills.example")
    with writing(team.session):
        thread = team.session.scalars(select(Thread)).one()
        hears = Subscription(id=7, thread_id=thread.id, email="bea@example.org", created=1)
        team.session.add(hears)
    return ids


def decide(mo: Browser) -> None:
    for deed in ("approve", "reject", "spam", "delete"):
        mo.press(mo.see("/moderate/town/"), deed, number=1)
    mo.post("/moderate/town/threads/close", thread="/b", note="Enough")


def starts(app: Flask, team: Team, ids: list[int]) -> list[str]:
    """Give an address for every route that answers a GET, and those that only a mail leads to."""
    values = NAMES | {"comment": [str(each) for each in ids], "kind": ["csv", "jsonl"]}
    found = [
        f"/own/{ids[0]}/{build_edit_token(team.instance, ids[0])}",
        f"/own/{ids[0]}/{build_edit_token(team.instance, ids[0])}/delete",
        *(f"/subscription/{build_token(team.instance, purpose, 7)}" for purpose in (CONFIRM, STOP)),
        "/t/town?url=https://town.example/a",
        "/t/town?thread=/nowhere",
        "/moderate/town/?q=pills&status=spam",
    ]
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            names = sorted(rule.arguments)
            for chosen in product(*(values.get(name, ["1"]) for name in names)):
                each = dict(zip(names, chosen, strict=True))
                found.append(re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda place, each=each: each[place[1]], rule.rule))  # type: ignore[misc]
    return found


def crawl(browser: Browser, waiting: list[str]) -> set[str]:
    """Follow every way that stays with us, and give the pages that were found."""
    seen, found, asked = set[str](), set[str](), set[tuple[str, ...]]()
    while waiting:
        address = urlsplit(waiting.pop())
        path = f"{address.path}?{address.query}" if address.query else address.path
        if path in seen or f"{address.scheme}://{address.netloc}" not in {"://", HERE}:
            continue
        seen.add(path)
        assert len(seen) < MOST
        answer = browser.client.get(path)
        assert answer.status_code < 500, path
        text = answer.text  # read to its end also where it is streamed
        found |= {address.path} if answer.status_code == 200 else set()
        waiting += [urljoin(path, answer.location)] if answer.location else []
        if answer.mimetype == "text/html":
            ways = Ways()
            ways.feed(text)
            forms = [form for form in ways.forms if form.name not in asked]
            asked |= {form.name for form in forms}
            waiting += [urljoin(path, way) for way in (*ways.links, *(way for form in forms for way in form.ask()))]
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # which ways there are depends on no database
@pytest.mark.parametrize("who", ["moderator", "owner"])
def test_no_link_changes_anything(app: Flask, enter: Callable[[str], Browser], team: Team, who: str) -> None:
    ids = fill(team)
    browser = enter(who)
    decide(browser)
    waiting = starts(app, team, ids)
    before = dump(team.session)
    found = crawl(browser, ["/moderate/", *waiting])
    assert dump(team.session) == before
    assert {"/moderate/town/", "/moderate/town/log", "/moderate/town/threads/", "/t/town"} <= found
