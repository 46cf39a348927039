"""What strangers wrote is text on every page of the dashboard, whatever they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.errors import DiscussError
from discuss.store.session import writing
from discuss.store.tables import Comment, LogEntry, Thread
from tests.dashboard.moderating import see
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.dashboard.moderating import Browser, Team

MARKUP = (
    "<script>alert(1)</script>",
    "</article></main><script>alert(1)</script>",
    "</q></textarea></title><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "--><b>x</b><!--",
    "{{ 7*7 }}{% include 'x' %}",
    "%s {name} {0.__class__}",
    "javascript:alert(1)",
    "//evil.example/",
)


def _fill(team: Team, value: str) -> None:
    """Write a value wherever a stranger can, and past every check, as an import of another time could have."""
    comment = team.say()
    reply = team.say(parent=comment)
    team.flag(comment)
    with writing(team.session):
        row = team.session.get_one(Comment, comment, populate_existing=True)
        row.author_name, row.author_url, row.excerpt = value[:100], value, value
        row.draft_body = row.draft_html = None
        below = team.session.get_one(Comment, reply, populate_existing=True)
        below.author_name, below.status = value[:100], "pending"
        thread = team.session.get_one(Thread, row.thread_id, populate_existing=True)
        thread.title, thread.url, thread.key = value, value, value


@pytest.mark.parametrize("value", MARKUP)
def test_no_column_can_carry_markup(mo: Browser, team: Team, value: str) -> None:
    _fill(team, value)
    mo.press(mo.see("/moderate/town/"), "spam", note=value)
    for path in ("", "?state=spam", "log", "threads/"):
        assert value in mo.see(f"/moderate/town/{path}").text, path


@pytest.mark.parametrize("value", MARKUP)
def test_nothing_of_the_log_can_carry_markup(mo: Browser, team: Team, value: str) -> None:
    (comment,) = team.hold("Hello")
    with writing(team.session):
        held = team.session.query(LogEntry).filter_by(comment_id=comment).one()
        held.reason = held.rule = value[:40]
        held.note, held.batch = value, value[:40]
    for path in ("log", "figures"):
        assert value[:40] in mo.see(f"/moderate/town/{path}").text, path


def test_what_readers_post_is_text(mo: Browser, team: Team) -> None:
    team.set_site(premoderation="all", posts_limit="off", rules="off", website="on")
    posted = 0
    for value in (*TRICKS, *MARKUP):
        for fields in ({"body": value}, {"name": value}, {"website": f"https://a.example/?{value}"}):
            try:
                team.say(**fields)
            except DiscussError:
                continue
            posted += 1
    assert posted > len(MARKUP) * 2
    path = "/moderate/town/"
    seen = 0
    while path:
        page = mo.see(path)
        seen += len(page.items)
        path = next((link for link in page.links if "cursor=" in link), "")
    assert seen == posted


def test_what_one_types_into_the_sign_in_stays_text(enter: Callable[[str], Browser]) -> None:
    out = enter("out")
    for value in MARKUP:
        answer = out.sign_in(value, value, next=value)
        assert answer.status_code in {422, 429}, value
        page = see(answer)
        assert ("next", value) in page.forms[0].fields
        assert ("email", value) in page.forms[0].fields
