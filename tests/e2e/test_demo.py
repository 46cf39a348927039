"""The demonstration in Chromium: what `make demo` names can be seen, light and dark, on a phone, under its policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

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
def blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo(tmp_path_factory.mktemp("demo"), free_port()) as (_, addresses):
        yield addresses["blog"]


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


def test_the_moderated_one_lets_a_question_wait(page: Page, blog: str) -> None:
    page.goto(f"{blog}/nurse")
    page.get_by_role("button", name="Write a comment").click()
    page.get_by_label("Name").fill("somebody")
    page.get_by_label("Your comment").fill("How often should one change a plaster?")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("discuss-thread article", has_text="plaster")).to_contain_text(
        "Someone from the team reads it first"
    )


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
