"""What holds for a while in Chromium: told in the embed and without JavaScript; and what the embed tells of a text."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from discuss.domain.measures import Cause, Kind
from discuss.domain.permissions import Actor
from discuss.services.measures import Ground, MeasureOrder, set_measure
from discuss.store.session import writing
from discuss.store.tables import Comment
from tests.e2e.moderators import PHONE
from tests.e2e.plain_readers import PlainReader
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]

HELD = "Someone from the team reads it first."


def order(desk: Desk, what: MeasureOrder, comment: int | None = None) -> None:
    """Put something in force as an administrator: calm on the thread, or below a comment; the rest on the site."""
    ground = Ground(site=desk.site, thread=desk.path if what.cause is Cause.CALM else None, comment=comment)
    with desk.service.house() as (session, instance):
        set_measure(session, instance, Actor(is_admin=True), ground, what)


def enter_letter(desk: Desk, comment: int) -> None:
    with desk.service.house() as (session, _), writing(session):
        session.scalars(select(Comment).where(Comment.id == comment)).one().channel = "letter"


def tomorrow() -> int:
    return (int(time.time()) + 24 * 60 * 60) * 1000


def notices(reader: Reader) -> Locator:
    return reader.thread.locator(".notice")


def test_calm_slows_a_thread_down_and_says_so(open_reader: Callable[..., Reader], reader: Reader, desk: Desk) -> None:
    desk.say(Said("Heated words"))
    order(desk, MeasureOrder(cause=Cause.CALM, kind=Kind.SLOW, note="Take a *breath*."))
    reader.open()
    expect(notices(reader)).to_contain_text("It goes slowly here: one comment each in 30 minutes.")
    expect(notices(reader).locator("em")).to_have_text("breath")
    reader.write("My first words")
    reader.compose().fill("And more of them", name=None).post()
    expect(reader.form).to_contain_text("Please wait: you can send this in 30 minutes.")
    expect(reader.form.get_by_label("Your comment")).to_have_value("And more of them")
    plain = PlainReader(open_reader(java_script_enabled=False)).come()
    expect(plain.page.get_by_text("It goes slowly here: one comment each in 30 minutes.")).to_be_visible()
    expect(plain.page.locator(".notice em")).to_have_text("breath")


def test_storm_and_time_away_are_told(open_reader: Callable[..., Reader], reader: Reader, desk: Desk) -> None:
    desk.say(Said("Is anybody there?"))
    order(desk, MeasureOrder(cause=Cause.STORM, kind=Kind.NEWCOMERS, until=tomorrow(), note="We were linked."))
    order(desk, MeasureOrder(cause=Cause.AWAY, kind=Kind.HOLD, until=tomorrow(), note="Back **soon**."))
    reader.open()
    expect(notices(reader)).to_have_count(2)
    for words in ("The team reads the comments of new readers first.", "We were linked.", "Until "):
        expect(notices(reader).first).to_contain_text(words)
    expect(notices(reader).last).to_contain_text("The team reads new comments first.")
    expect(notices(reader).last.locator("strong")).to_have_text("soon")
    reader.write("Then I wait")
    expect(reader.card("Then I wait")).to_contain_text(HELD)
    plain = PlainReader(open_reader(java_script_enabled=False)).come()
    expect(plain.page.locator(".notice")).to_have_count(2)
    expect(plain.page.get_by_text("The team reads new comments first.")).to_be_visible()


def test_a_closed_conversation_takes_no_reply_and_the_rest_does(reader: Reader, desk: Desk) -> None:
    (heated, _) = desk.say(Said("Heated words"), Said("Calm words"))
    order(desk, MeasureOrder(cause=Cause.CALM, kind=Kind.CLOSED), heated)
    reader.open()
    expect(reader.item("Heated words").locator("> .notice")).to_have_text("This conversation is closed.")
    expect(reader.card("Heated words").locator(".reply")).to_have_count(0)
    expect(reader.card("Calm words").locator(".reply")).to_have_count(1)


def test_a_letter_is_marked(open_reader: Callable[..., Reader], reader: Reader, desk: Desk) -> None:
    letter, _ = desk.say(Said("I have no computer.", name="Old Mrs Smit"), Said("I have one."))
    enter_letter(desk, letter)
    reader.open()
    expect(reader.card("I have no computer.").locator(".byline")).to_contain_text("by letter")
    expect(reader.card("I have one.").locator(".byline")).not_to_contain_text("by letter")
    plain = PlainReader(open_reader(java_script_enabled=False)).come()
    expect(plain.card("I have no computer.")).to_contain_text("by letter, entered by the team")
    expect(plain.card("I have one.")).not_to_contain_text("by letter")


def test_what_is_typed_too_fast_waits_and_what_is_pasted_does_not(reader: Reader, desk: Desk) -> None:
    desk.set_site(rules="on", fastest="10m")
    reader.open().write("Quick")
    expect(reader.card("Quick")).to_contain_text(HELD)
    reader.compose().fill("Written elsewhere with care, then pasted", name=None).post()
    expect(reader.card("Written elsewhere")).to_be_visible()
    expect(reader.card("Written elsewhere")).not_to_contain_text(HELD)


def test_the_field_that_nobody_sees_lets_a_comment_wait(reader: Reader, desk: Desk) -> None:
    desk.set_site(rules="on")
    reader.open().compose().fill("Cheap watches for everybody")
    field = reader.form.locator("input[name=subject]")
    expect(field).to_be_hidden()
    field.evaluate("field => { field.value = 'Buy' }")
    reader.post()
    expect(reader.card("Cheap watches")).to_contain_text(HELD)


def test_the_day_the_page_came_out_closes_an_old_one(reader: Reader, desk: Desk) -> None:
    desk.set_site(close_after="30d")
    reader.open('published="2020-01-01"')
    expect(reader.thread.locator(".closed")).to_contain_text("Comments are closed.")
    reader.open()
    expect(reader.page.get_by_role("button", name="Write a comment")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_it_fits_a_telephone(
    open_reader: Callable[..., Reader], desk: Desk, tmp_path: Path, scheme: str
) -> None:
    """Draw a thread with much to tell; `PICTURES=docs/images` keeps the pictures."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    heated, letter = desk.say(Said("Heated words " + "W" * 90), Said("I have no computer.", name="Old Mrs Smit"))
    enter_letter(desk, letter)
    order(
        desk, MeasureOrder(cause=Cause.AWAY, kind=Kind.HOLD, until=tomorrow(), note="We are on holiday. Back **soon**.")
    )
    order(desk, MeasureOrder(cause=Cause.CALM, kind=Kind.SLOW, note="Please take a *breath*."))
    order(desk, MeasureOrder(cause=Cause.CALM, kind=Kind.CLOSED, until=tomorrow()), heated)
    for device, options in {"wide": {}, "phone": PHONE}.items():
        reader = open_reader(color_scheme=scheme, **options).open(f'theme="{scheme}"')
        expect(notices(reader)).to_have_count(3)
        reader.page.screenshot(path=folder / f"notices-{device}-{scheme}.png", full_page=True)
        found = Axe().run(reader.page, context="discuss-thread").response["violations"]
        assert [each["id"] for each in found] == [], device
        assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), device
