"""`discuss check` as one types it, and the paper that lists what it finds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from discuss.domain.checkup.csp import may_load, parse_policies
from discuss.domain.checkup.findings import FINDINGS
from discuss.domain.checkup.page import read_page
from discuss.services import sites
from tests.services.checked_pages import POST, SCRIPT, SERVICE, serve_blog
from tests.serving import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from tests.services.checked_pages import Blog

    Call = Callable[..., Result]


@pytest.fixture
def blog(session: Session, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> Iterator[Blog]:
    monkeypatch.setenv("DISCUSS_BASE_URL", SERVICE)
    with serve_blog() as blog:
        sites.add_site(session, instance, sites.NewSite("town", "Town Talk", blog.url))
        yield blog


def test_a_page_that_is_right_ends_with_0(blog: Blog, call: Call) -> None:
    said = call("check", blog.url + POST)
    assert said.exit_code == 0, said.output
    assert "/2009/09/town-hall" in said.output
    told = json.loads(call("check", blog.url + POST, "--json", "--site", "town").output)
    assert (told["fine"], told["site"], told["key"]) == (True, "town", POST)


def test_a_page_with_a_fault_ends_with_1_and_says_what_helps(blog: Blog, call: Call) -> None:
    blog.post.html = blog.post.html.replace(SCRIPT, "")
    said = call("check", blog.url + POST)
    assert said.exit_code == 1
    assert "The first of the two lines is missing." in said.output
    assert SCRIPT in said.output
    told = json.loads(call("check", blog.url + POST, "--json").output)
    assert [each["symbol"] for each in told["findings"] if each["weight"] == "fault"] == ["no-script"]


def test_a_page_gives_the_terminal_no_orders(blog: Blog, call: Call) -> None:
    blog.change('data-site="town"', 'data-site="\x1b]0;mine\x07\u202etown"')
    said = call("check", blog.url + POST, "--site", "town")
    assert said.exit_code == 1
    assert "?]0;mine??town" in said.output
    assert not {"\x1b", "\x07", "\u202e"} & set(said.output)


def test_wrong_use_ends_with_2(call: Call) -> None:
    assert call("check").exit_code == 2
    assert call("check", " ").exit_code == 2


def test_the_paper_has_every_finding() -> None:
    paper = (ROOT / "docs" / "check.md").read_text()
    assert re.findall(r"^\| `([a-z-]+)` \|", paper, re.MULTILINE) == list(FINDINGS)


@given(st.text() | st.from_regex(r"(<[a-z!/]{0,9}[ a-z=\"'>-]{0,20}){0,12}"), st.text(max_size=50))
def test_no_page_is_too_odd(html: str, url: str) -> None:
    assert read_page(html, f"https://town.example/{url}") is not None


@given(st.text() | st.from_regex(r"((script|default|connect)-src [ '*:/.a-z0-9-]{0,30};?){0,5}"))
def test_no_policy_is_too_odd(policy: str) -> None:
    for each in parse_policies(policy):
        assert may_load(each, "script", f"{SERVICE}/embed.js", "https://town.example/a") in {True, False}
