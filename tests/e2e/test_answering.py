"""Members answer in Chromium: from what waits, in the discussion, for somebody; readers meet the house rules."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from discuss.domain.permissions import Role
from discuss.services import sites
from tests.e2e.moderators import PHONE, Moderator
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.mark.parametrize("has_script", [True, False])
def test_a_waiting_comment_is_published_and_answered(
    open_moderator: Callable[..., Moderator], staffed: Desk, reader: Reader, *, has_script: bool
) -> None:
    staffed.set_site(premoderation="all")
    staffed.say(Said("Is it open?", name="Ruth"))
    mo = open_moderator(java_script_enabled=has_script)
    if has_script:
        mo.press("c")
        mo.page.keyboard.type("From *nine* on.")
        mo.press("Control+Enter")
    else:
        mo.page.get_by_text("Publish and answer").first.click()
        mo.page.get_by_label("Your answer to Ruth").fill("From *nine* on.")
        mo.items.first.get_by_role("button", name="Publish and answer").click()
    expect(mo.bar).to_contain_text("Published, and your answer stands below it.")
    reader.open()
    expect(reader.card("From nine on.").locator(".role")).to_have_text("Moderator")
    mo.page.get_by_role("button", name="Undo").click()
    expect(mo.items).to_have_count(1)


@pytest.mark.parametrize("has_script", [True, False])
def test_the_quiet_link_leads_to_an_answer_of_the_team(
    open_moderator: Callable[..., Moderator], staffed: Desk, reader: Reader, *, has_script: bool
) -> None:
    staffed.say(Said("Is it open?", name="Ruth"))
    reader.open()
    link = reader.page.get_by_role("link", name="Answer as the team")
    address = link.get_attribute("href")
    assert address is not None
    mo = open_moderator(**PHONE, java_script_enabled=has_script)
    mo.page.goto(address)
    mo.page.get_by_role("link", name="Answer – Ruth").click()
    mo.page.get_by_label("Your answer to Ruth").fill("From nine on.")
    mo.page.get_by_role("radio", name="The Blog").check()
    mo.page.locator("form.answer").get_by_role("button", name="Publish my answer").click()
    expect(mo.bar).to_contain_text("Your answer stands there.")
    reader.again()
    expect(reader.card("From nine on.").locator(".who")).to_contain_text("The Blog")
    staffed.set_site(team_link="off")
    reader.again()
    expect(link).to_have_count(0)


def test_a_letter_is_added(open_moderator: Callable[..., Moderator], staffed: Desk, reader: Reader) -> None:
    staffed.say(Said("Is it open?", name="Ruth"))
    mo = open_moderator().go(f"{staffed.site}/threads/talk?thread=/{staffed.site}")
    mo.page.get_by_role("link", name="Add for someone", exact=True).click()
    mo.page.get_by_label("By telephone").check()
    mo.page.get_by_label("Whose words these are").fill("Old Mrs Smit")
    mo.page.locator("#body").fill("I have no computer.")
    mo.page.locator("button.main").click()
    expect(mo.bar).to_contain_text("Added.")
    reader.open()
    expect(reader.card("I have no computer.").locator(".who")).to_contain_text("Old Mrs Smit")
    expect(reader.card("I have no computer.").locator(".role")).to_have_count(0)
    expect(reader.card("I have no computer.")).to_contain_text("by telephone")
    mo.go(f"{staffed.site}/log")
    row = mo.page.locator("ol.log li").first
    expect(row).to_contain_text("Mo: added for someone")
    expect(row).to_contain_text("By telephone")


def test_the_owner_writes_house_rules_and_readers_see_them(
    open_moderator: Callable[..., Moderator], staffed: Desk, reader: Reader
) -> None:
    with staffed.service.house() as (session, _):
        sites.set_role(session, f"{staffed.site}@team.example", staffed.site, Role.OWNER)
    reader.open().compose()
    reader.form.get_by_text("House rules").click()
    expect(reader.form).to_contain_text("neighbour")
    mo = open_moderator().go(f"{staffed.site}/more")
    mo.page.get_by_role("link", name="House rules").click()
    mo.page.get_by_label("Your house rules").fill("Be **brief**.")
    mo.page.get_by_role("button", name="Save").click()
    expect(mo.bar).to_contain_text("Saved.")
    reader.again()
    reader.compose()
    reader.form.get_by_text("House rules").click()
    expect(reader.form.locator("details strong")).to_have_text("brief")
    reader.page.goto(f"{staffed.service.url}/t/{staffed.site}?url={staffed.url}")
    expect(reader.page.get_by_text("Be brief.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_it_fits_a_telephone(
    open_moderator: Callable[..., Moderator], staffed: Desk, tmp_path: Path, scheme: str
) -> None:
    """Draw the pages; `PICTURES=docs/images` keeps the pictures."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    (root,) = staffed.say(Said("Is the ferry running on Sunday? The pier says something else.", name="Ruth"))
    (reply,) = staffed.say(Said("It is, from nine. I **asked** at the kiosk.", name="Tom Bakker", parent=root))
    staffed.set_site(premoderation="all")
    staffed.say(Said("And back? " + "W" * 200, name="Ines", parent=reply), Said("Cheap watches", name="Best Prices"))
    with staffed.service.house() as (session, _):
        sites.set_role(session, f"{staffed.site}@team.example", staffed.site, Role.OWNER)
    wide, phone = open_moderator(color_scheme=scheme), open_moderator(**PHONE, color_scheme=scheme)
    at = f"{staffed.site}/threads"
    for name, path in {
        "talk": f"{at}/talk?thread=/{staffed.site}",
        "answer": f"{at}/talk?answer={reply}",
        "enter": f"{at}/enter?parent={root}",
        "house": f"{staffed.site}/house-rules",
        "queue-answer": f"{staffed.site}/",
    }.items():
        for device, mo in (("wide", wide), ("phone", phone)):
            mo.go(path)
            if name == "queue-answer":
                mo.press("c")
            found = [each["id"] for each in Axe().run(mo.page).response["violations"]]
            assert found == [], (name, device)
            assert mo.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, device)
            mo.page.screenshot(path=folder / f"{name}-{device}-{scheme}.png", full_page=True)
