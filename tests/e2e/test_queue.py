"""The queue in Chromium, with and without JavaScript: narrowed down, waves, asking the others, and who reads what."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from discuss.domain.permissions import Role
from discuss.services import sites
from tests.e2e.moderators import PASSWORD, PHONE, Moderator
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.readers import Desk

pytestmark = [pytest.mark.browser, pytest.mark.servers]

ALIKE = "Cheap watches for everybody in town, only today and only here."


@pytest.fixture
def team(team: Desk) -> Desk:
    """A site with two of a team, on which everything waits."""
    team.set_site(posts_limit="off")
    with team.service.house() as (session, instance):
        sites.add_user(session, instance, f"{team.site}-ruth@team.example", "Ruth", PASSWORD)
        sites.set_role(session, f"{team.site}-ruth@team.example", team.site, Role.MODERATOR)
    return team


@pytest.mark.parametrize("has_script", [True, False])
def test_a_wave_is_found_and_decided_at_once(
    open_moderator: Callable[..., Moderator], team: Desk, *, has_script: bool
) -> None:
    team.say(Said("Is the ferry running?", name="Ines"), *(Said(ALIKE, name=f"Shop {n}") for n in range(4)))
    mo = open_moderator(java_script_enabled=has_script)
    expect(mo.items).to_have_count(2)
    expect(mo.items.nth(1)).to_contain_text("4 comments with the same text")
    mo.page.get_by_label("Find by words").fill("watch")
    mo.page.get_by_role("search").get_by_role("button", name="Find").first.click()
    expect(mo.items).to_have_count(4)
    mo.page.get_by_role("link", name="Show all").click()
    mo.items.nth(1).get_by_role("button", name="Spam").click()
    expect(mo.bar).to_contain_text("4 comments put with the spam.")
    expect(mo.items).to_have_count(1)


@pytest.mark.parametrize("has_script", [True, False])
def test_the_others_are_asked(open_moderator: Callable[..., Moderator], team: Desk, *, has_script: bool) -> None:
    team.say(Said("Who knows the mayor?", name="Ines"))
    mo = open_moderator(java_script_enabled=has_script, **PHONE)
    mo.page.get_by_text("Ask the others, leave a note").click()
    mo.page.get_by_label("What do you want to know?").fill("Is this true?")
    mo.page.get_by_role("button", name="Ask the others").click()
    expect(mo.items).to_contain_text("Mo asks the others: Is this true?")


def test_two_see_what_the_other_reads(open_moderator: Callable[..., Moderator], team: Desk) -> None:
    team.say(Said("One", name="Ines"), Said("Two", name="Jan"))
    mo = open_moderator()
    with mo.page.expect_response("**/presence"):
        mo.press("j")
    ruth = open_moderator("-ruth")
    expect(ruth.items.nth(1).get_by_text("Reading this now: Mo")).to_be_visible()
    with mo.page.expect_response("**/presence"):
        mo.press("k")
    expect(mo.items.nth(0).get_by_text("Reading this now: Ruth")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_moderator: Callable[..., Moderator], team: Desk, tmp_path: Path, scheme: str) -> None:
    team.say(Said("Is the ferry running?", name="Ines"), *(Said(ALIKE, name=f"Shop {n}") for n in range(4)))
    mo = open_moderator(color_scheme=scheme)
    for label, word, button in (
        ("What do you want to know?", "Is this true?", "Ask the others"),
        ("A note on top", "I know her from the choir.", "Leave it"),
    ):
        mo.page.get_by_text("Ask the others, leave a note").first.click()
        mo.page.get_by_label(label).first.fill(word)
        mo.page.get_by_role("button", name=button).first.click()
        expect(mo.items.first).to_contain_text(word)
    phone = open_moderator("-ruth", color_scheme=scheme, **PHONE)
    folder = Path(os.environ.get("PICTURES", tmp_path))
    phone.page.screenshot(path=folder / f"queue-team-phone-{scheme}.png", full_page=True)
    mo.page.get_by_text("By reason, author, page, day").click()
    mo.page.screenshot(path=folder / f"queue-team-{scheme}.png", full_page=True)
    for each in (mo, phone):
        results = Axe().run(each.page)
        found = [[bad["id"], [node["html"] for node in bad["nodes"]]] for bad in results.response["violations"]]
        assert found == [], json.dumps(found, indent=1)
