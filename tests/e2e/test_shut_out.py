"""Readers who may not write, in Chromium: somebody who is banned, and everybody while the site is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.moderators import Moderator
    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]


def test_who_is_banned_is_told_keeps_the_text_and_may_write_after_the_undo(
    open_moderator: Callable[..., Moderator], staffed: Desk, open_reader: Callable[..., Reader]
) -> None:
    banned, other = open_reader(), open_reader()
    banned.open().write("Buy my watches", name="Max")
    mo = open_moderator().go(f"{staffed.site}/?state=published")
    mo.page.get_by_text("Reason, message and more").click()
    mo.page.get_by_role("link", name="Ban the author … – Max").click()
    mo.page.get_by_text("This browser").click()
    mo.page.get_by_role("button", name="Show what this does").click()
    mo.page.get_by_role("button", name="Ban", exact=True).click()
    expect(mo.bar).to_contain_text("The ban holds.")
    banned.compose().fill("And my clocks", name="Max").post()
    expect(banned.form.get_by_role("alert")).to_be_visible()
    expect(banned.form.get_by_label("Your comment")).to_have_value("And my clocks")
    other.open().write("Nobody wants them")
    mo.page.get_by_role("button", name="End the ban").click()
    expect(mo.page.get_by_text("Nobody is banned.")).to_be_visible()
    banned.post()
    expect(banned.card("And my clocks")).to_be_visible()


def test_a_frozen_site_says_so_and_thaws(
    open_moderator: Callable[..., Moderator], staffed: Desk, reader: Reader
) -> None:
    staffed.say(Said("Is it open?", name="Ruth"))
    reader.open().compose().fill("I was about to say")
    mo = open_moderator().go(f"{staffed.site}/state")
    mo.page.locator("#freeze-note").fill("We tidy up. **Back soon.**")
    mo.page.get_by_role("button", name="Close the whole site").click()
    expect(mo.bar).to_be_visible()
    reader.post()
    expect(reader.form.get_by_role("alert")).to_contain_text("Comments are closed.")
    expect(reader.form.get_by_label("Your comment")).to_have_value("I was about to say")
    reader.again()
    expect(reader.thread).to_contain_text("Comments are closed.")
    expect(reader.thread).to_contain_text("We tidy up. Back soon.")
    expect(reader.page.get_by_role("button", name="Write a comment")).to_have_count(0)
    mo.page.get_by_role("button", name="End it").click()
    expect(mo.page.get_by_text("All is as usual")).to_be_visible()
    reader.again().page.get_by_role("button", name="Go on with your draft").click()
    expect(reader.form.get_by_label("Your comment")).to_have_value("I was about to say")
    reader.post()
    expect(reader.card("I was about to say")).to_be_visible()
