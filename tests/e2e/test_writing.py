"""A reader writes: replies, previews, edits, deletes, votes and reports, through the real service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from discuss.store.tables import Comment, Flag
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]


def test_a_reader_replies_to_a_reply(reader: Reader, desk: Desk) -> None:
    (root,) = desk.say(Said("Where does it begin?", name="Ann"))
    (reply,) = desk.say(Said("At the fountain.", name="Bo", parent=root))
    reader.open()
    reader.card("At the fountain.").get_by_role("button", name="Reply").click()
    reader.fill("And where does it end?").post()
    answer = reader.item("At the fountain.").locator("li article")
    expect(answer).to_contain_text("And where does it end?")
    expect(answer).to_contain_text("Ruth")
    expect(reader.heading).to_have_text("3 comments")
    expect(reader.status).to_have_text("Your comment is there.")
    with desk.service.house() as (session, _):
        stored = session.scalars(select(Comment).where(Comment.body == "And where does it end?")).one()
        assert (stored.parent_id, stored.root_id, stored.depth) == (reply, root, 2)


def test_a_preview_shows_what_will_be_posted(reader: Reader) -> None:
    reader.open().compose().fill("This is **important**, see `ls`")
    reader.form.get_by_role("button", name="Preview").click()
    shown = reader.form.get_by_role("region", name="So it will look")
    expect(shown.locator("strong")).to_have_text("important")
    expect(shown.locator("code")).to_have_text("ls")
    preview = shown.locator(".body").inner_html()
    reader.post()
    body = reader.card("This is important").locator(".body")
    expect(body).to_be_visible()
    assert body.inner_html() == preview


def test_an_author_edits_within_the_window(reader: Reader) -> None:
    reader.open().write("The bakery opens at six.")
    reader.card("The bakery").get_by_role("button", name="Edit").click()
    expect(reader.form.get_by_label("Your comment")).to_have_value("The bakery opens at six.")
    reader.fill("The bakery opens at *seven*.", name=None)
    reader.form.get_by_role("button", name="Save").click()
    card = reader.card("The bakery opens at seven.")
    expect(card.locator("em")).to_have_text("seven")
    expect(card).to_contain_text("edited")
    reader.again()
    expect(reader.card("The bakery opens at seven.")).to_be_visible()


def test_after_the_window_there_is_no_editing(reader: Reader, desk: Desk) -> None:
    desk.set_site(edit_window="0m")
    reader.open().write("What is written is written.")
    card = reader.card("What is written")
    expect(card.get_by_role("button", name="Delete")).to_be_visible()
    expect(card.get_by_role("button", name="Edit")).to_have_count(0)


def test_an_author_deletes_and_an_answer_keeps_its_place(reader: Reader, open_reader: Callable[..., Reader]) -> None:
    reader.open().write("I should not have said this.")
    other = open_reader().open()
    other.card("I should not").get_by_role("button", name="Reply").click()
    other.fill("Too late.", name="Bo").post()
    expect(other.card("Too late.")).to_be_visible()
    reader.again()
    reader.card("I should not").get_by_role("button", name="Delete").click()
    reader.item("I should not").get_by_role("group").get_by_role("button", name="Delete").click()
    expect(reader.card("This comment was removed.")).to_be_visible()
    expect(reader.heading).to_have_text("1 comment")
    other.again()
    expect(other.card("I should not")).to_have_count(0)
    expect(other.card("Too late.")).to_be_visible()


def test_a_deleted_comment_without_answers_is_gone(reader: Reader) -> None:
    reader.open().write("Never mind.")
    reader.card("Never mind.").get_by_role("button", name="Delete").click()
    reader.item("Never mind.").get_by_role("button", name="Keep it").click()
    expect(reader.card("Never mind.")).to_be_visible()
    reader.card("Never mind.").get_by_role("button", name="Delete").click()
    reader.item("Never mind.").get_by_role("group").get_by_role("button", name="Delete").click()
    expect(reader.card("Never mind.")).to_have_count(0)
    expect(reader.heading).to_have_text("No comments yet")


def test_votes_count_once_for_each_reader_and_can_be_taken_back(
    reader: Reader, desk: Desk, open_reader: Callable[..., Reader]
) -> None:
    desk.say(Said("Soup on Saturday!"))
    reader.open()
    vote = reader.card("Soup").get_by_role("button", name="Vote for this comment")
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "true")
    expect(reader.card("Soup").locator(".score")).to_have_text("1")
    reader.again()
    expect(vote).to_have_attribute("aria-pressed", "true")
    other = open_reader().open()
    expect(other.card("Soup").locator(".score")).to_have_text("1")
    other.card("Soup").get_by_role("button", name="Vote for this comment").click()
    expect(other.card("Soup").locator(".score")).to_have_text("2")
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "false")
    expect(reader.card("Soup").locator(".score")).to_have_text("1")


def test_both_ways_of_voting_where_the_site_allows_it(reader: Reader, desk: Desk) -> None:
    desk.set_site(votes="both")
    desk.say(Said("Pineapple belongs there."))
    reader.open()
    card = reader.card("Pineapple")
    card.get_by_role("button", name="Vote against this comment").click()
    expect(card.locator(".score")).to_have_text("-1")
    card.get_by_role("button", name="Vote for this comment").click()
    expect(card.locator(".score")).to_have_text("1")


def test_a_reader_reports_a_comment(reader: Reader, desk: Desk) -> None:
    (comment,) = desk.say(Said("Cheap watches, only today"))
    reader.open()
    reader.card("Cheap watches").get_by_role("button", name="Report").click()
    reader.form.get_by_label("It breaks the law").check()
    reader.form.get_by_label("Anything the team should know").fill("I have seen this on three pages.")
    reader.form.get_by_role("button", name="Send").click()
    expect(reader.item("Cheap watches")).to_contain_text("Thank you. The team will look at it.")
    with desk.service.house() as (session, _):
        flag = session.scalars(select(Flag).where(Flag.comment_id == comment)).one()
        assert (flag.reason, flag.note) == ("illegal", "I have seen this on three pages.")


def test_complaints_stand_at_their_fields_and_nothing_is_lost(reader: Reader) -> None:
    reader.open().compose().fill("A text", name="")
    reader.post()
    name = reader.form.get_by_label("Name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(reader.form).to_contain_text("Please give a name")
    name.fill("\N{ZERO WIDTH SPACE}\N{ZERO WIDTH SPACE}")
    reader.post()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(reader.form.get_by_label("Your comment")).to_have_value("A text")
    name.fill("Ruth")
    reader.post()
    expect(reader.card("A text")).to_be_visible()


def test_an_email_is_asked_for_only_when_it_is_needed(reader: Reader) -> None:
    reader.open().compose()
    email = reader.form.get_by_label("E-mail")
    expect(email).to_be_hidden()
    reader.form.get_by_label("Tell me of replies").check()
    expect(email).to_be_visible()
    reader.fill("Tell me more").post()
    expect(email).to_be_focused()
    email.fill("ruth@mill-lane.example")
    reader.post()
    expect(reader.card("Tell me more")).to_be_visible()
    assert "ruth@mill-lane.example" not in reader.page.evaluate("JSON.stringify({...localStorage})")


def test_a_members_name_is_refused_in_words(reader: Reader, desk: Desk) -> None:
    desk.service.add_member(desk.site, "Hanne Visser")
    reader.open().compose().fill("It is me!", name="Hanne Vi\N{CYRILLIC SMALL LETTER DZE}ser").post()
    expect(reader.form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    expect(reader.form.get_by_label("Your comment")).to_have_value("It is me!")
