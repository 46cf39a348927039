"""A newcomer's comment waits, and a text survives whatever happens to page, network and service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from discuss.domain.status import Status
from discuss.store.queries import comments as queries
from discuss.store.session import writing
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]


def decide(desk: Desk, body: str, status: Status) -> None:
    """Decide about a comment as a moderator would."""
    with desk.service.house() as (session, _), writing(session):
        comment = session.scalars(select(Comment).where(Comment.body == body)).one()
        queries.set_status(session, queries.lock_thread(session, comment.thread_id), comment, status)


def count(desk: Desk, body: str) -> int:
    with desk.service.house() as (session, _):
        return session.scalar(select(func.count()).where(Comment.body == body)) or 0


def held(reader: Reader, desk: Desk, body: str) -> None:
    desk.set_site(premoderation="new")
    reader.open().write(body)
    expect(reader.card(body)).to_contain_text("Thank you. Someone from the team reads it first")


def test_a_newcomers_comment_waits_and_only_its_author_sees_it(
    reader: Reader, desk: Desk, open_reader: Callable[..., Reader]
) -> None:
    held(reader, desk, "Hello, I am new here.")
    expect(reader.heading).to_have_text("No comments yet")
    other = open_reader().open()
    expect(other.heading).to_have_text("No comments yet")
    expect(other.card("I am new here")).to_have_count(0)
    reader.again()
    expect(reader.card("I am new here")).to_contain_text("Thank you. Someone from the team reads it first")


def test_who_waits_may_edit_and_delete_meanwhile(reader: Reader, desk: Desk) -> None:
    held(reader, desk, "A first draught.")
    reader.card("A first draught.").get_by_role("button", name="Edit").click()
    reader.fill("A first draft.", name=None)
    reader.form.get_by_role("button", name="Save").click()
    card = reader.card("A first draft.")
    expect(card).to_contain_text("Thank you. Someone from the team reads it first")
    card.get_by_role("button", name="Delete").click()
    reader.item("A first draft.").get_by_role("group").get_by_role("button", name="Delete").click()
    expect(card).to_have_count(0)
    reader.again()
    expect(reader.card("A first draft.")).to_have_count(0)


def test_the_next_visit_tells_of_an_approval(reader: Reader, desk: Desk) -> None:
    held(reader, desk, "May I come in?")
    decide(desk, "May I come in?", Status.APPROVED)
    reader.again()
    expect(reader.thread.locator(".notices")).to_contain_text("Your comment was approved.")
    expect(reader.heading).to_have_text("1 comment")
    reader.page.get_by_role("button", name="OK").click()
    reader.again()
    expect(reader.thread.locator(".notices")).to_be_empty()
    expect(reader.card("May I come in?").get_by_role("button", name="Delete")).to_be_visible()


def test_the_private_link_leads_to_the_state_of_a_comment(reader: Reader, desk: Desk) -> None:
    held(reader, desk, "Is anybody reading this?")
    link = reader.card("Is anybody").get_by_role("link", name="Private link to this comment")
    address = link.get_attribute("href")
    assert address is not None
    assert address.startswith(f"{desk.service.url}/own/")
    link.click()
    expect(reader.page.get_by_text("Is anybody reading this?").first).to_be_visible()
    expect(reader.page.get_by_text("Someone from the team reads it first")).to_be_visible()


def test_a_draft_survives_a_reload(reader: Reader) -> None:
    reader.open().compose().fill("Half a thought")
    reader.again()
    reader.page.get_by_role("button", name="Go on with your draft").click()
    expect(reader.form.get_by_label("Your comment")).to_have_value("Half a thought")


def test_a_service_that_is_down_loses_and_doubles_nothing(reader: Reader, desk: Desk) -> None:
    reader.open().compose().fill("Sent into the storm")
    desk.service.stop()
    try:
        reader.post()
        expect(reader.form.get_by_role("alert")).to_contain_text("Your text is kept")
        expect(reader.form.get_by_label("Your comment")).to_have_value("Sent into the storm")
    finally:
        desk.service.start()
    reader.post()
    expect(reader.card("Sent into the storm")).to_be_visible()
    reader.again()
    expect(reader.heading).to_have_text("1 comment")
    assert count(desk, "Sent into the storm") == 1


def lose_answer(route: Route) -> None:
    """Let a request arrive, and its answer never."""
    if route.request.method == "POST":
        route.fetch()
        route.abort("connectionreset")
    else:
        route.continue_()


def test_an_answer_that_got_lost_doubles_nothing(reader: Reader, desk: Desk) -> None:
    reader.open().compose().fill("Did you hear me?")
    reader.page.route("**/comments", lose_answer)
    reader.post()
    expect(reader.form.get_by_role("alert")).to_contain_text("Your text is kept")
    assert count(desk, "Did you hear me?") == 1
    reader.page.unroute("**/comments")
    reader.again()
    reader.page.get_by_role("button", name="Go on with your draft").click()
    reader.fill("Did you hear me?").post()
    expect(reader.card("Did you hear me?").first).to_be_visible()
    reader.again()
    expect(reader.heading).to_have_text("1 comment")
    assert count(desk, "Did you hear me?") == 1


def test_a_text_changed_after_a_lost_answer_changes_the_comment_that_arrived(reader: Reader, desk: Desk) -> None:
    reader.open().compose().fill("The first wording")
    reader.page.route("**/comments", lose_answer)
    reader.post()
    expect(reader.form.get_by_role("alert")).to_contain_text("Your text is kept")
    reader.page.unroute("**/comments")
    reader.fill("The second wording").post()
    expect(reader.card("The second wording")).to_be_visible()
    assert (count(desk, "The first wording"), count(desk, "The second wording")) == (0, 1)


def test_a_double_click_posts_once(reader: Reader, desk: Desk) -> None:
    reader.open().compose().fill("Click, click")
    reader.form.get_by_role("button", name="Post", exact=True).dblclick()
    expect(reader.card("Click, click")).to_be_visible()
    assert count(desk, "Click, click") == 1


def answer(status: int, **problem: Any) -> Callable[[Route], None]:
    def fulfil(route: Route) -> None:
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "Retry-After",
            "Retry-After": "2",
        }
        if route.request.method == "OPTIONS":
            route.continue_()
        else:
            route.fulfill(status=status, json=problem, headers=headers, content_type="application/problem+json")

    return fulfil


def test_who_is_too_fast_is_told_when_to_go_on(reader: Reader) -> None:
    reader.open().compose().fill("Quick quick")
    reader.page.route("**/comments", answer(429, code="limit-reached", detail="Too fast."))
    reader.post()
    expect(reader.form.get_by_role("alert")).to_contain_text("you can send this in")
    reader.page.unroute("**/comments")
    expect(reader.form.get_by_role("alert")).to_contain_text("You can send it now.")
    reader.post()
    expect(reader.card("Quick quick")).to_be_visible()


def test_a_thread_closed_meanwhile_leaves_the_text_to_be_copied(reader: Reader) -> None:
    reader.open().compose().fill("One last thing")
    reader.page.route("**/comments", answer(409, code="thread-closed", detail="Comments are closed."))
    reader.post()
    expect(reader.form.get_by_role("alert")).to_contain_text("Comments are closed.")
    expect(reader.form.get_by_role("button", name="Copy the text")).to_be_visible()
    expect(reader.form.get_by_label("Your comment")).to_have_value("One last thing")
    reader.again()
    expect(reader.page.get_by_role("button", name="Go on with your draft")).to_be_visible()
