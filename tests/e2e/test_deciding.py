"""Decisions in Chromium: thirty by keyboard, thirty by thumb, many after a look at what that would do, two at once."""

from __future__ import annotations

import os
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

MANY = 30
MORE = "Reason, message and more"
DEEDS = ["approved", "rejected", "spam", "deleted"]


def test_a_queue_of_thirty_by_keyboard_alone(open_moderator: Callable[..., Moderator], team: Desk) -> None:
    hold(team, MANY)
    mo = open_moderator()
    for number in range(MANY):
        expect(mo.page.locator(".item.current")).to_contain_text(f"Number {number}")
        mo.press("arsd"[number % 4])
        expect(mo.page.get_by_text(f"Number {number}", exact=True)).to_have_count(0)
    assert statuses(team) == (DEEDS * MANY)[:MANY]
    mo.press("u")
    expect(mo.items).to_have_count(1)
    assert statuses(team)[-1] == "pending"


@pytest.mark.parametrize("has_script", [True, False])
def test_a_queue_of_thirty_by_thumb(open_moderator: Callable[..., Moderator], team: Desk, *, has_script: bool) -> None:
    hold(team, MANY)
    mo = open_moderator(**PHONE, java_script_enabled=has_script)
    for number in range(MANY):
        item = mo.items.first
        expect(item).to_contain_text(f"Number {number}")
        button = item.get_by_role("button", name=("Publish", "Not for us", "Spam", "Delete")[number % 4])
        check_in_reach(button, 640)
        button.tap()
    expect(mo.items).to_have_count(0)
    assert statuses(team) == (DEEDS * MANY)[:MANY]


def test_the_way_back_stays_on_screen_for_ten_seconds(open_moderator: Callable[..., Moderator], team: Desk) -> None:
    team.say(Said("First"), Said("A long story. " * 200))
    mo = open_moderator(**PHONE)
    mo.page.clock.install()
    mo.items.first.get_by_role("button", name="Publish").tap()
    expect(mo.items).to_have_count(1)
    undo = mo.page.get_by_role("button", name="Undo")
    mo.page.mouse.wheel(0, 1500)
    mo.page.wait_for_function("scrollY > 300")
    mo.page.clock.run_for(9_000)
    expect(undo).to_be_in_viewport()
    mo.page.clock.run_for(2_000)
    expect(undo).not_to_be_in_viewport()
    expect(undo).to_be_attached()


@pytest.mark.parametrize("has_script", [True, False])
def test_many_are_decided_after_a_look_and_taken_back(
    open_moderator: Callable[..., Moderator], team: Desk, *, has_script: bool
) -> None:
    hold(team, 4)
    mo = open_moderator(java_script_enabled=has_script)
    for number in (0, 1, 3):
        mo.items.nth(number).get_by_role("checkbox", name=f"Choose the comment of Reader {number}").check()
    mo.page.get_by_role("group", name="With all that are ticked").get_by_role("button", name="Spam").click()
    expect(mo.page.get_by_role("heading", level=1)).to_contain_text("What this would do")
    expect(mo.page.locator(".deed")).to_contain_text("3 comments, on 1 page")
    assert statuses(team) == ["pending"] * 4
    mo.page.get_by_role("button", name="Spam: 3 comments").click()
    expect(mo.bar).to_contain_text("3 comments put with the spam.")
    assert statuses(team) == ["spam", "spam", "pending", "spam"]
    mo.page.get_by_role("button", name="Undo").click()
    expect(mo.bar).to_contain_text("3 decisions taken back.")
    assert statuses(team) == ["pending"] * 4


def test_everything_that_is_shown_goes_in_one_batch(open_moderator: Callable[..., Moderator], team: Desk) -> None:
    hold(team, MANY)
    mo = open_moderator()
    mo.page.get_by_role("searchbox").fill("number")
    mo.page.get_by_role("searchbox").press("Enter")
    everything = mo.page.locator("#everything")
    everything.locator("summary").click()
    everything.get_by_role("button", name="Publish").click()
    expect(mo.page.locator(".deed")).to_contain_text(f"{MANY} comments")
    mo.page.get_by_role("button", name=f"Publish: {MANY} comments").click()
    expect(mo.bar).to_contain_text(f"{MANY} comments published.")
    assert statuses(team) == ["approved"] * MANY
    mo.press("u")
    expect(mo.bar).to_contain_text(f"{MANY} decisions taken back.")
    assert statuses(team) == ["pending"] * MANY


def test_two_browsers_collide_over_many(open_moderator: Callable[..., Moderator], team: Desk) -> None:
    hold(team, 3)
    mo, other = open_moderator(), open_moderator()
    for each in (mo, other):
        for key in "xjxjx":
            each.press(key)
        each.press("s" if each is mo else "a")
        expect(each.page.locator(".deed")).to_contain_text("3 comments")
    mo.page.get_by_role("button", name="Spam: 3 comments").click()
    expect(mo.bar).to_contain_text("3 comments put with the spam.")
    other.page.get_by_role("button", name="Publish: 3 comments").click()
    expect(other.bar).to_contain_text("Somebody else decided about 3 of them meanwhile: spam.")
    assert statuses(team) == ["spam"] * 3


@pytest.mark.usefixtures("team")
def test_the_author_learns_why_on_the_next_visit(open_moderator: Callable[..., Moderator], reader: Reader) -> None:
    reader.open()
    reader.write("I wrote this in anger", name="Ruth")
    mo = open_moderator()
    mo.page.get_by_text(MORE).click()
    mo.page.get_by_label("Reason", exact=True).select_option(label="Unkind to somebody")
    mo.page.get_by_label("A message to the author").fill("Please leave out the names.")
    mo.items.first.get_by_role("button", name="Not for us").click()
    expect(mo.bar).to_contain_text("not for us")
    reader.again()
    expect(reader.thread).to_contain_text("Please leave out the names.")


def test_a_text_is_mended(open_moderator: Callable[..., Moderator], team: Desk, reader: Reader) -> None:
    team.set_site(premoderation="none")
    team.say(Said("Call me at 555 0100, *please*", name="Ruth"))
    mo = open_moderator().go(f"{team.site}/?state=published")
    mo.page.get_by_text(MORE).click()
    mo.page.get_by_role("link", name="Change the text").click()
    mo.page.get_by_label("Text", exact=True).fill("Call me, *please*")
    mo.page.get_by_role("button", name="See how it will look").click()
    expect(mo.page.get_by_role("region", name="So it will look")).to_contain_text("Call me, please")
    mo.page.get_by_role("button", name="Save").click()
    expect(mo.bar).to_contain_text("The text is changed.")
    reader.open()
    expect(reader.thread).to_contain_text("Call me, please")
    expect(reader.thread).not_to_contain_text("555")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_moderator: Callable[..., Moderator], team: Desk, tmp_path: Path, scheme: str) -> None:
    folder = Path(os.environ.get("PICTURES", tmp_path))
    hold(team, 3)
    for name, options in (("desk", {}), ("phone", PHONE)):
        mo = open_moderator(color_scheme=scheme, **options)
        mo.page.locator("#everything summary").click()
        check_with_axe(mo)
        mo.page.locator("#everything").get_by_role("button", name="Not for us").click()
        expect(mo.page.locator(".deed")).to_be_visible()
        mo.page.screenshot(path=folder / f"preview-{name}-{scheme}.png", full_page=True)
        check_with_axe(mo)
        mo.go(f"{team.site}/")
        mo.items.first.get_by_text(MORE).click()
        mo.page.screenshot(path=folder / f"more-{name}-{scheme}.png")
        mo.page.get_by_role("link", name="Change the text").first.click()
        expect(mo.page.get_by_label("Text", exact=True)).to_be_visible()
        mo.page.screenshot(path=folder / f"edit-{name}-{scheme}.png", full_page=True)
        check_with_axe(mo)
