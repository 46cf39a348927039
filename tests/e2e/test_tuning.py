"""The owner at a browser: rules by what they would have caught, and bans by what they do; with script and without."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from discuss.services import sites
from discuss.store.tables import Comment
from tests.e2e.moderators import PHONE, Moderator, check_with_axe
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.readers import Desk

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.fixture
def owned(owned: Desk) -> Desk:
    owned.set_site(premoderation="none", rules="on")
    return owned


def statuses(desk: Desk) -> list[str]:
    with desk.service.house() as (session, _):
        site = sites.access_site(session, desk.site)
        return list(session.scalars(select(Comment.status).where(Comment.site_id == site.id).order_by(Comment.id)))


def settings_of(desk: Desk) -> dict[str, str]:
    with desk.service.house() as (session, _):
        return sites.access_site(session, desk.site).settings


@pytest.mark.parametrize("has_script", [True, False])
def test_a_rule_is_tuned_by_what_it_would_have_caught(
    open_moderator: Callable[..., Moderator], owned: Desk, *, has_script: bool
) -> None:
    owned.say(Said("A link: https://a.example"), Said("No link at all"))
    owner = open_moderator(java_script_enabled=has_script).go(f"{owned.site}/more")
    page = owner.page
    page.get_by_role("link", name="Rules Which comments").click()
    page.get_by_role("textbox", name="Domains nobody should link to").fill("no domain")
    page.get_by_role("button", name="What would this have caught? – Fine tuning").click()
    expect(page.get_by_role("alert")).to_contain_text("“Domains nobody should link to” was not understood")
    expect(page.get_by_role("textbox", name="Domains nobody should link to")).to_have_value("no domain")
    assert all("422" in each for each in owner.refused)
    owner.refused.clear()
    page.get_by_role("textbox", name="Domains nobody should link to").fill("")
    page.get_by_label("Most links").select_option("0")
    page.get_by_role("button", name="What would this have caught? – Fine tuning").click()
    expect(page.get_by_role("heading", name="1 comment more would have waited or gone to the spam")).to_be_visible()
    expect(page.get_by_role("row", name="Many links")).to_contain_text("1")
    expect(page.get_by_text("A link: https://a.example")).to_be_hidden()
    page.get_by_text("Show examples").click()
    expect(page.get_by_text("A link: https://a.example")).to_be_visible()
    assert "max_links" not in settings_of(owned)
    page.get_by_role("button", name="Save these rules").click()
    expect(owner.bar).to_contain_text("The new rules hold.")
    assert settings_of(owned)["max_links"] == "0"


def test_a_preset_is_chosen_by_thumb(open_moderator: Callable[..., Moderator], owned: Desk) -> None:
    owned.say(Said("Number 1", name="Ann"), Said("Number 2", name="Ben"))
    owner = open_moderator(**PHONE).go(f"{owned.site}/rules/")
    page = owner.page
    page.get_by_text("Strict", exact=True).tap()
    button = page.get_by_role("button", name="What would this have caught?", exact=True)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    button.tap()
    expect(page.get_by_role("heading", name="2 comments more would have waited or gone to the spam")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="Save these rules").tap()
    expect(page.locator(".preset", has_text="Strict")).to_contain_text("as it is now")
    assert settings_of(owned)["premoderation"] == "all"


@pytest.mark.parametrize("has_script", [True, False])
def test_a_ban_shows_what_it_does_and_is_taken_back(
    open_moderator: Callable[..., Moderator], owned: Desk, *, has_script: bool
) -> None:
    owned.say(Said("Buy now"), Said("Buy here"))
    owned.set_site(premoderation="all", rules="off")
    owned.say(Said("Buy there", name="Best Prices"))
    owner = open_moderator(java_script_enabled=has_script)
    page = owner.page
    page.get_by_text("Reason, message and more").click()
    page.get_by_role("link", name="Ban the author … – Best Prices").click()
    page.get_by_text("This browser").click()
    page.get_by_label("What they wrote").select_option(label="put everything of the last 7 days with the spam")
    page.get_by_label("Why").fill("Sells watches")
    page.get_by_role("button", name="Show what this does").click()
    expect(page.get_by_text("3 comments of theirs go to the spam.")).to_be_visible()
    expect(page.get_by_text("2 of them are public now and disappear.")).to_be_visible()
    expect(page.get_by_text("Buy here")).to_be_visible()
    assert statuses(owned) == ["approved", "approved", "pending"]
    page.get_by_role("button", name="Ban", exact=True).click()
    expect(owner.bar).to_contain_text("The ban holds.")
    expect(owner.bar).to_contain_text("3 comments put with the spam.")
    expect(page.get_by_role("heading", name="Best Prices")).to_be_visible()
    assert statuses(owned) == ["spam"] * 3
    page.get_by_role("button", name="Undo").click()
    expect(owner.bar).to_contain_text("3 decisions taken back.")
    assert statuses(owned) == ["approved", "approved", "pending"]
    expect(owner.bar).to_contain_text("The ban is over.")
    expect(page.get_by_text("Nobody is banned.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_moderator: Callable[..., Moderator], owned: Desk, tmp_path: Path, scheme: str) -> None:
    """Look at every page, and draw the pictures of docs/moderation.md; `PICTURES=docs/images` keeps them."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    owned.say(
        Said("I **asked** at the kiosk, see https://town.example/ferry.", name="Tom Bakker"),
        Said("Cheap watches: http://a.example http://b.example", name="Best Prices"),
    )
    look = PHONE if scheme == "dark" else {"viewport": {"width": 900, "height": 700}}
    owner = open_moderator(**look, color_scheme=scheme)
    page = owner.page

    def look_at(name: str) -> None:
        check_with_axe(owner)
        page.screenshot(path=folder / f"{name}-{scheme}.png", full_page=True)

    owner.go(f"{owned.site}/rules/")
    look_at("rules")
    page.get_by_label("Most links").select_option("0")
    page.get_by_role("button", name="What would this have caught? – Fine tuning").click()
    page.get_by_text("Show examples").click()
    look_at("rules-tried")
    owner.go(f"{owned.site}/bans/")
    look_at("bans-none")
    page.get_by_role("link", name="Ban somebody").click()
    look_at("ban-domain")
    page.get_by_label("The domain or address").fill("a.example")
    page.get_by_label("What they wrote").select_option("7")
    page.get_by_label("Why").fill("Sells watches")
    page.get_by_role("button", name="Show what this does").click()
    look_at("ban-preview")
    page.get_by_role("button", name="Ban", exact=True).click()
    expect(owner.bar).to_contain_text("The ban holds.")
    look_at("bans")
    owner.go(f"{owned.site}/?state=published")
    page.get_by_text("Reason, message and more").first.click()
    page.get_by_role("link", name="Ban the author").click()
    look_at("ban-author")
