"""The team at work in Chromium: by keyboard, by thumb, without JavaScript, two at once, by day and by night."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.moderators import PHONE, check_in_reach, check_with_axe, hold, statuses
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.moderators import Moderator
    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]


def test_a_queue_of_ten_by_keyboard_alone(open_moderator: Callable[..., Moderator], team: Desk) -> None:
    hold(team, 10)
    mo = open_moderator()
    for left, key in zip(range(9, 1, -1), "arsdarsd", strict=True):
        mo.press(key)
        expect(mo.items).to_have_count(left)
    mo.press("j")
    expect(mo.items.nth(1)).to_be_focused()
    mo.press("s")
    expect(mo.items).to_have_count(1)
    mo.press("u")
    expect(mo.bar).to_contain_text("Taken back.")
    expect(mo.items).to_have_count(2)
    mo.press("?")
    expect(mo.page.get_by_role("region", name="By keyboard")).to_be_visible()
    mo.press("Escape")
    mo.press("/")
    expect(mo.page.get_by_role("searchbox")).to_be_focused()
    assert statuses(team) == ["approved", "rejected", "spam", "deleted"] * 2 + ["pending"] * 2


def test_typing_a_note_decides_nothing(open_moderator: Callable[..., Moderator], team: Desk) -> None:
    hold(team, 1)
    mo = open_moderator()
    mo.page.get_by_text("Reason, message and more").click()
    mo.page.get_by_label("A word for the team").press_sequentially("a sad road")
    expect(mo.items).to_have_count(1)
    mo.page.get_by_role("button", name="Not for us – Reader 0").click()
    expect(mo.bar).to_contain_text("not for us")
    mo.go(f"{team.site}/log")
    expect(mo.page.get_by_text("a sad road")).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False])
def test_one_tap_a_decision_on_a_telephone(
    open_moderator: Callable[..., Moderator], team: Desk, *, has_script: bool
) -> None:
    long = "A long story. " * 100
    team.say(Said("Short"), Said(long), Said("> Quoted\n\n```\n" + "code " * 60 + "\n```"), Said("W" * 300))
    mo = open_moderator(**PHONE, java_script_enabled=has_script)
    for left, name in ((3, "Publish"), (2, "Not for us"), (1, "Spam")):
        for deed in ("Publish", "Not for us", "Spam", "Delete"):
            check_in_reach(mo.items.first.get_by_role("button", name=deed), 640)
        if has_script:
            assert mo.page.evaluate("[scrollY, document.documentElement.scrollWidth]") == [0, 360]
        mo.items.first.get_by_role("button", name=name).tap()
        expect(mo.items).to_have_count(left)
    undo = mo.page.get_by_role("button", name="Undo")
    check_in_reach(undo, 640)
    undo.tap()
    expect(mo.items).to_have_count(2)
    assert statuses(team) == ["approved", "rejected", "pending", "pending"]


def test_two_at_once_do_not_overwrite_each_other(open_moderator: Callable[..., Moderator], team: Desk) -> None:
    hold(team, 1)
    mo, other = open_moderator(), open_moderator()
    mo.press("a")
    expect(mo.bar).to_contain_text("Published.")
    other.press("d")
    expect(other.bar).to_contain_text("Somebody else decided meanwhile: published. Nothing was changed.")
    expect(other.page.get_by_role("button", name="Undo")).to_have_count(0)
    assert statuses(team) == ["approved"]


def test_closing_with_a_word_and_a_way_on(open_moderator: Callable[..., Moderator], team: Desk, reader: Reader) -> None:
    team.set_site(premoderation="none")
    team.say(Said("The last word"))
    mo = open_moderator().go(f"{team.site}/threads")
    mo.page.get_by_role("link", name=f"Close – /{team.site}").click()
    mo.page.get_by_label("A word to the readers").fill("Thank you **all**.")
    mo.page.get_by_label("Where the talk goes on").fill(f"{team.blog.url}/next")
    mo.page.get_by_role("button", name="Close").click()
    expect(mo.bar).to_contain_text("Closed.")
    reader.open()
    expect(reader.thread).to_contain_text("Thank you all.")
    expect(reader.page.get_by_role("button", name="Write a comment")).to_have_count(0)
    mo.page.get_by_role("button", name="Undo").click()
    expect(mo.bar).to_contain_text("Taken back.")
    reader.again()
    expect(reader.page.get_by_role("button", name="Write a comment")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_moderator: Callable[..., Moderator], team: Desk, scheme: str) -> None:
    (root,) = team.say(Said("A **root** with `code` and [a link](https://a.example)", website="https://b.example"))
    team.say(Said("# A heading\n\n> A quote\n\nand a reply", parent=None), Said("Another"))
    assert root
    mo = open_moderator(color_scheme=scheme)
    mo.press("?")
    check_with_axe(mo)
    mo.press("Escape")
    mo.press("a")
    expect(mo.bar).to_contain_text("Published.")
    mo.page.get_by_text("Reason, message and more").first.click()
    check_with_axe(mo)
    for path in ("", "-/account", "log", "threads", "threads/close?thread=/x", "?state=spam", "?state=published"):
        mo.go(path if path in {"", "-/account"} else f"{team.site}/{path}")
        expect(mo.page.locator("h1")).to_be_attached()
        check_with_axe(mo)
    mo.go("-/account").page.get_by_role("button", name="Sign out", exact=True).click()
    expect(mo.page).to_have_url(re.compile("sign-in"))
    check_with_axe(mo)


def test_it_looks_as_the_paper_shows(open_moderator: Callable[..., Moderator], team: Desk, tmp_path: Path) -> None:
    """Draw the pictures of docs/moderation.md; `PICTURES=docs/images` keeps them."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    team.set_site(premoderation="none")
    (root,) = team.say(Said("Is the ferry running on Sunday? The pier says something else than the page.", name="Ruth"))
    team.set_site(premoderation="all")
    team.say(Said("It is, from nine. I **asked** at the kiosk this morning.", name="Tom Bakker", parent=root))
    team.say(
        Said("Cheap watches: http://a.example http://b.example", name="Best Prices"), Said("And back?", name="Ines")
    )
    mo = open_moderator(viewport={"width": 900, "height": 700})
    mo.page.screenshot(path=folder / "queue.png")
    phone = open_moderator(**PHONE, color_scheme="dark")
    phone.page.screenshot(path=folder / "queue-phone.png")
    assert all((folder / name).stat().st_size for name in ("queue.png", "queue-phone.png"))
