"""The embed in all kinds of pages: twice, swapped, blocked, orphaned, small, dark, by keyboard alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.blogs import snippet
from tests.e2e.services import Said, Service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]

LINK = "Read and write comments"


def test_two_threads_on_one_page_keep_apart(reader: Reader, desk: Desk) -> None:
    threads = [snippet(desk.service.url, desk.site, f'thread="{key}"') for key in ("left", "right")]
    reader.page.goto(desk.lay(body="".join(threads)))
    left, right = (reader.page.locator("discuss-thread").nth(number) for number in (0, 1))
    left.get_by_role("button", name="Write a comment").click()
    left.get_by_label("Name").fill("Ruth")
    left.get_by_label("Your comment").fill("On the left")
    left.get_by_role("button", name="Post", exact=True).click()
    expect(left.locator("article")).to_contain_text("On the left")
    expect(right.locator(".heading")).to_have_text("No comments yet")
    expect(right.locator("article")).to_have_count(0)


def test_a_page_that_swaps_its_posts_shows_the_thread_of_each(reader: Reader, desk: Desk) -> None:
    desk.service.say(desk.site, f"{desk.blog.url}/first", Said("About the first"))
    desk.service.say(desk.site, f"{desk.blog.url}/second", Said("About the second"))
    reader.open('thread="/first"')
    expect(reader.card("About the first")).to_be_visible()
    reader.page.evaluate("document.querySelector('discuss-thread').setAttribute('thread', '/second')")
    expect(reader.card("About the second")).to_be_visible()
    expect(reader.card("About the first")).to_have_count(0)
    reader.page.evaluate(
        """() => {
            const old = document.querySelector('discuss-thread');
            history.pushState(null, '', '/first');
            const fresh = document.createElement('discuss-thread');
            old.replaceWith(fresh);
        }"""
    )
    expect(reader.card("About the first")).to_be_visible()
    expect(reader.card("About the second")).to_have_count(0)


def check_link_stays(page: Page, desk: Desk) -> None:
    link = page.get_by_role("link", name=LINK)
    expect(link).to_be_visible()
    assert link.get_attribute("href") == f"{desk.service.url}/{desk.site}/here"


def test_the_link_stays_where_the_script_is_blocked(reader: Reader, desk: Desk) -> None:
    reader.page.route("**/embed.js", lambda route: route.abort())
    reader.page.goto(desk.lay())
    check_link_stays(reader.page, desk)


def test_the_link_stays_while_the_service_answers_nothing(reader: Reader, desk: Desk) -> None:
    reader.page.route("**/api/v1/**", lambda route: route.abort())
    reader.page.goto(desk.lay())
    expect(reader.page.get_by_role("alert")).to_contain_text("cannot be reached")
    check_link_stays(reader.page, desk)
    reader.page.unroute("**/api/v1/**")
    reader.page.get_by_role("button", name="Try again").click()
    expect(reader.heading).to_have_text("No comments yet")
    expect(reader.page.get_by_role("link", name=LINK)).to_be_hidden()


def test_the_link_stays_without_javascript(open_reader: Callable[..., Reader], desk: Desk) -> None:
    reader = open_reader(java_script_enabled=False)
    reader.page.goto(desk.lay())
    check_link_stays(reader.page, desk)


def test_the_link_stays_in_browsers_without_what_we_need(reader: Reader, desk: Desk) -> None:
    reader.page.add_init_script("delete Document.prototype.adoptedStyleSheets")
    with reader.page.expect_response("**/embed.js") as loaded:
        reader.page.goto(desk.lay())
    assert loaded.value.ok
    check_link_stays(reader.page, desk)


@pytest.mark.parametrize(("site", "attributes"), [("nowhere", ""), ("", 'thread="https://elsewhere.example/a"')])
def test_what_only_the_owner_can_mend_is_told_on_the_console(
    reader: Reader, desk: Desk, site: str, attributes: str
) -> None:
    body = snippet(desk.service.url, site or desk.site, attributes)
    address = desk.blog.put("/wrong", body, site=site or desk.site)
    why = "There is no such site" if site else "which does not belong to the site"
    with reader.page.expect_console_message(lambda message: why in message.text) as told:
        reader.page.goto(address)
    assert told.value.type == "error"
    alert = reader.page.get_by_role("alert")
    expect(alert).to_have_text("Comments can't be shown right now.")
    expect(reader.page.get_by_role("link", name=LINK)).to_be_visible()


def test_the_link_leads_to_the_thread_of_its_page(reader: Reader, desk: Desk) -> None:
    desk.say(Said("Readable without a script"))
    reader.page.route("**/embed.js", lambda route: route.abort())
    reader.page.goto(desk.lay())
    reader.page.get_by_role("link", name=LINK).click()
    expect(reader.page.get_by_text("Readable without a script")).to_be_visible()
    assert reader.page.url.startswith(f"{desk.service.url}/t/{desk.site}")


def test_all_of_it_works_without_a_mouse(reader: Reader, desk: Desk) -> None:
    desk.say(Said("Answer me by keyboard", name="Ann"))
    reader.open()
    keyboard = reader.page.keyboard
    tab_to(reader.page, "Reply: Ann")
    keyboard.press("Enter")
    expect(reader.form.get_by_label("Name")).to_be_focused()
    keyboard.type("Ruth")
    keyboard.press("Tab")
    keyboard.type("With pleasure.")
    tab_to(reader.page, "Post")
    keyboard.press("Space")
    card = reader.card("With pleasure.")
    expect(card).to_be_focused()
    tab_to(reader.page, "Delete")
    keyboard.press("Enter")
    expect(reader.page.get_by_role("button", name="Keep it")).to_be_focused()
    keyboard.press("Enter")
    expect(card.get_by_role("button", name="Delete")).to_be_focused()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the button whose name begins so has the focus; a ring must be seen around it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focus: dict[str, str] = page.evaluate(
            """() => {
                let at = document.activeElement;
                while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                const name = at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? '';
                return { name, ring: at ? getComputedStyle(at).outlineStyle : 'none' };
            }"""
        )
        if focus["name"].startswith(name):
            assert focus["ring"] != "none"
            return
    pytest.fail(f"Tab never reached {name!r}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_reader: Callable[..., Reader], desk: Desk, scheme: str) -> None:
    root, spam = desk.say(Said("A **root** with `code` and [a link](https://a.example)"), Said("Another"))
    desk.say(Said("> A quote\n\nand a reply", parent=root, website="https://b.example"))
    reader = open_reader(color_scheme=scheme).open(strict=False)
    reader.compose().fill("An unfinished text")
    reader.form.get_by_role("button", name="Preview").click()
    expect(reader.form.get_by_role("region")).to_be_visible()
    reader.card("Another").get_by_role("button", name="Report").click()
    reader.page.evaluate(f"location.hash = '#comment-{spam}'")
    expect(reader.card("Another")).to_have_class("card comment target")
    results = Axe().run(reader.page)
    assert [summary(violation) for violation in results.response["violations"]] == []


def summary(violation: dict[str, Any]) -> str:
    return json.dumps([violation["id"], [node["html"] for node in violation["nodes"]]], indent=1)


@pytest.mark.parametrize("width", [320, 360])
def test_a_small_screen_scrolls_in_one_direction_only(
    open_reader: Callable[..., Reader], desk: Desk, width: int
) -> None:
    (above,) = desk.say(Said("W" * 300, name="N" * 90))
    for _ in range(8):
        (above,) = desk.say(Said("```\n" + "long code " * 40 + "\n```\n\n" + "unbreakable" * 30, parent=above))
    desk.say(Said("| a | b | c |\n|---|---|---|\n| " + "| ".join(["word " * 20] * 3) + "|"))
    reader = open_reader(viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True).open()
    reader.compose().fill("And a form")
    assert reader.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_blog_without_any_policy_is_as_safe(reader: Reader, desk: Desk) -> None:
    desk.say(Said("Plain"))
    reader.open(strict=False).write("And simple")
    assert reader.bodies() == ["Plain", "And simple"]


def test_german_where_the_page_is_german(reader: Reader, desk: Desk) -> None:
    desk.say(Said("Guten Tag"), Said("Hallo"))
    reader.open('lang="de"')
    expect(reader.heading).to_have_text("2 Kommentare")


def test_reading_stores_nothing_in_the_browser(reader: Reader, desk: Desk) -> None:
    desk.say(Said("Just read me"))
    reader.open()
    assert reader.page.evaluate("localStorage.length") == 0


def test_a_dead_service_leaves_the_link(open_reader: Callable[..., Reader], desk: Desk, tmp_path: Path) -> None:
    dead = Service(tmp_path)
    reader = open_reader()
    body = snippet(dead.url, "town")
    reader.page.goto(desk.blog.put("/dead", body, site="town", strict=False, service=dead.url))
    expect(reader.page.get_by_role("link", name=LINK)).to_be_visible()
    reader.asked = [url for url in reader.asked if not url.startswith(dead.url)]
