"""The demonstration in Chromium: what `make demo` names can be seen, light and dark, on a phone, under its policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from discuss.demo.filling import MODERATOR, PASSWORD
from tests.demo.running import demo
from tests.e2e.services import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.servers]

SHOWN = {
    "seeds": "No comments yet",
    "nurse": "4 comments",
    "footbridge": "58 comments",
    "lottery": "8 comments",
}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with demo(tmp_path_factory.mktemp("demo"), free_port()) as (_, addresses):
        yield addresses


@pytest.fixture
def blog(addresses: dict[str, str]) -> str:
    return addresses["blog"]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone in the dark; nothing may be refused by a page's policy."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.mark.parametrize(("name", "heading"), SHOWN.items())
def test_every_discussion_can_be_seen(page: Page, blog: str, name: str, heading: str) -> None:
    page.goto(f"{blog}/")
    page.locator(f'a[href="/{name}"]').click()
    expect(page.locator("discuss-thread .heading")).to_have_text(heading)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_closed_one_says_so_and_shows_who_mentioned_it(page: Page, blog: str) -> None:
    page.goto(f"{blog}/lottery")
    thread = page.locator("discuss-thread .thread")
    expect(thread).to_contain_text("Comments are closed.")
    expect(thread).to_contain_text("mentioned this page")


def test_a_question_waits_until_the_moderator_has_read_it(
    page: Page, chromium: Browser, addresses: dict[str, str]
) -> None:
    page.goto(f"{addresses['blog']}/nurse")
    page.get_by_role("button", name="Write a comment").click()
    page.get_by_label("Name").fill("somebody")
    page.get_by_label("Your comment").fill("How often should one change a plaster?")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("discuss-thread article", has_text="plaster")).to_contain_text(
        "Someone from the team reads it first"
    )
    approve(chromium, addresses["service"], "plaster")
    page.reload()
    expect(page.locator("discuss-thread .notices")).to_contain_text("Your comment was approved.")
    expect(page.locator("discuss-thread .heading")).to_have_text("5 comments")


def approve(chromium: Browser, service: str, text: str) -> None:
    """Sign in as the demonstration's moderator and approve the comment that says `text`."""
    context = chromium.new_context()
    desk = context.new_page()
    desk.goto(f"{service}/moderate/")
    desk.get_by_label("E-mail").fill(MODERATOR)
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Sign in").click()
    desk.get_by_role("link", name="Ask the district nurse").click()
    desk.locator("article", has_text=text).locator("button.approve").click()
    expect(desk.locator("article", has_text=text)).to_have_count(0)
    context.close()


def test_the_list_counts_the_comments(page: Page, blog: str) -> None:
    page.goto(f"{blog}/")
    expect(page.locator('discuss-count[thread="/footbridge"]')).to_have_text("58 comments")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/footbridge"])
def test_axe_finds_nothing_on_the_blog(chromium: Browser, blog: str, path: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(blog + path)
    expect(page.locator("discuss-count, discuss-thread .heading").first).to_contain_text("comments")
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
