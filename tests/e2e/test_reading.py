"""A reader reads: the thread, its pages, permalinks, closed threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from discuss.domain.permissions import Actor
from discuss.services.closing import ClosingOrder, close_threads
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]


def test_a_thread_is_read_in_the_order_of_the_talk(reader: Reader, desk: Desk) -> None:
    first, second = desk.say(Said("First"), Said("Second"))
    desk.say(Said("To the first", parent=first), Said("To the second", parent=second))
    reader.open()
    expect(reader.heading).to_have_text("4 comments")
    assert reader.bodies() == ["First", "To the first", "Second", "To the second"]
    expect(reader.page.get_by_text("Read and write comments")).to_be_hidden()


def test_an_empty_thread_invites(reader: Reader) -> None:
    reader.open()
    expect(reader.heading).to_have_text("No comments yet")
    expect(reader.page.get_by_role("button", name="Write a comment")).to_be_visible()


def test_more_roots_and_more_replies_come_on_demand(reader: Reader, desk: Desk) -> None:
    roots = desk.say(*(Said(f"Root {number}") for number in range(9)))
    desk.say(*(Said(f"Reply {number}", parent=roots[0]) for number in range(14)))
    reader.open('page-size="4"')
    assert [body for body in reader.bodies() if body.startswith("Root")] == [f"Root {number}" for number in range(4)]
    reader.page.get_by_role("button", name="4 more replies").click()
    expect(reader.card("Reply 13")).to_be_visible()
    reader.page.get_by_role("button", name="More comments").click()
    expect(reader.card("Root 7")).to_be_visible()
    reader.page.get_by_role("button", name="More comments").click()
    expect(reader.card("Root 8")).to_be_visible()
    expect(reader.page.get_by_role("button", name="More comments")).to_have_count(0)
    replies = [f"Reply {number}" for number in range(14)]
    assert reader.bodies() == ["Root 0", *replies, *(f"Root {number}" for number in range(1, 9))]


def test_the_order_can_be_chosen(reader: Reader, desk: Desk, open_reader: Callable[..., Reader]) -> None:
    desk.say(Said("Old"), Said("Loved"), Said("New"))
    fan = open_reader().open()
    fan.card("Loved").get_by_role("button", name="Vote for this comment").click()
    expect(fan.card("Loved").locator(".score")).to_have_text("1")
    reader.open()
    order = reader.page.get_by_label("Order")
    order.select_option("newest")
    expect(reader.page.locator("discuss-thread article .body").first).to_have_text("New")
    assert reader.bodies() == ["New", "Loved", "Old"]
    order.select_option("best")
    expect(reader.page.locator("discuss-thread article .body").first).to_have_text("Loved")


def test_a_permalink_leads_to_a_comment_of_a_later_page(reader: Reader, desk: Desk) -> None:
    roots = desk.say(*(Said(f"Root {number}") for number in range(6)))
    replies = desk.say(*(Said(f"Reply {number}", parent=roots[5]) for number in range(15)))
    address = desk.lay('page-size="2"')
    reader.page.goto(f"{address}#comment-{replies[14]}")
    card = reader.card("Reply 14")
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    expect(card).to_have_class("card comment target")
    reader.page.evaluate(f"location.hash = '#comment-{roots[0]}'")
    expect(reader.card("Root 0")).to_have_class("card comment target")
    expect(card).not_to_have_class("card comment target")


def test_the_services_own_permalink_leads_to_the_post(reader: Reader, desk: Desk) -> None:
    (comment,) = desk.say(Said("Look here"))
    desk.lay()
    reader.page.goto(f"{desk.service.url}/c/{comment}")
    expect(reader.card("Look here")).to_have_class("card comment target")
    assert reader.page.url == f"{desk.url}#comment-{comment}"


def test_the_time_of_a_comment_is_its_permalink(reader: Reader, desk: Desk) -> None:
    (comment,) = desk.say(Said("Quote me"))
    reader.open()
    reader.card("Quote me").locator("a.time").click()
    assert reader.page.url.endswith(f"#comment-{comment}")
    expect(reader.card("Quote me")).to_have_class("card comment target")


def test_a_closed_thread_has_a_banner_in_place_of_the_form(reader: Reader, desk: Desk) -> None:
    desk.say(Said("The last word"))
    order = ClosingOrder(reason="finished", note="It goes on *elsewhere*.", successor=f"{desk.blog.url}/elsewhere")
    with desk.service.house() as (session, instance):
        close_threads(session, instance, Actor(is_admin=True), (desk.site, [desk.url]), order)
    reader.open()
    expect(reader.thread).to_contain_text("Comments are closed.")
    expect(reader.thread.locator(".closed em")).to_have_text("elsewhere")
    expect(reader.thread.get_by_role("link", name="The conversation goes on here")).to_have_attribute(
        "href", f"{desk.blog.url}/elsewhere"
    )
    expect(reader.page.get_by_role("button", name="Write a comment")).to_have_count(0)
    expect(reader.card("The last word").get_by_role("button", name="Reply")).to_have_count(0)


def test_deep_talk_is_drawn_flat_below_the_sixth_level(reader: Reader, desk: Desk) -> None:
    above: int | None = None
    for level in range(10):
        (above,) = desk.say(Said(f"Level {level}", name=f"Person {level}", parent=above))
    reader.open()
    expect(reader.card("Level 9")).to_contain_text("in reply to Person 8")
    assert reader.page.locator("discuss-thread li li li li li li li article").count() == 4


def test_counts_stand_beside_the_titles(reader: Reader, desk: Desk) -> None:
    desk.say(Said("One"), Said("Two"))
    body = f'<discuss-count thread="{desk.path}"></discuss-count> <discuss-count thread="/none" words></discuss-count>'
    reader.page.goto(desk.lay(body=body))
    expect(reader.page.locator("discuss-count").first).to_have_text("2")
    expect(reader.page.locator("discuss-count").last).to_have_text("0 comments")
    assert len([url for url in reader.asked if "/counts?" in url]) == 1
