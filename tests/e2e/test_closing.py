"""Discussions that close well, in Chromium: what the team does, what readers then meet, and how it ends by itself."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from discuss.services import sites
from discuss.store.session import writing
from discuss.store.tables import Thread
from tests.e2e.clocks import moving_clock
from tests.e2e.conftest import start_service
from tests.e2e.moderators import PHONE, Moderator, check_with_axe
from tests.e2e.services import Said, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from tests.e2e.clocks import Clock
    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]

DAY = 24


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clock]:
    with moving_clock(tmp_path_factory.mktemp("clock")) as clock:
        yield clock


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, moved: Clock) -> Iterator[Service]:
    """Give the service with a clock that can be moved."""
    moved.move(0)
    with start_service(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def clock(moved: Clock) -> Iterator[Clock]:
    yield moved
    moved.move(0)


@pytest.fixture
def team(staffed: Desk) -> Desk:
    return staffed


def ask(team: Desk, etag: str | None = None) -> tuple[int, str, dict[str, Any]]:
    """Ask for the discussion as the embed does: status, ETag, and the thread unless the copy is still good."""
    address = f"{team.service.url}/api/v1/sites/{team.site}/comments?thread={quote(team.path)}"
    request = Request(address, headers={"If-None-Match": etag} if etag else {})  # noqa: S310 - our own loopback address
    try:
        with urlopen(request) as answer:  # noqa: S310
            return answer.status, answer.headers["ETag"], json.load(answer)["thread"]
    except HTTPError as error:
        return error.code, error.headers["ETag"], {}


def plain_page(team: Desk) -> str:
    return f"{team.service.url}/t/{team.site}?url={team.url}"


def writing_button(reader: Reader) -> Locator:
    return reader.page.get_by_role("button", name="Write a comment")


def in_local_form(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("has_script", [True, False])
def test_closing_with_a_word_and_a_way_on(
    open_moderator: Callable[..., Moderator], team: Desk, reader: Reader, *, has_script: bool
) -> None:
    team.say(Said("The last word"))
    mo = open_moderator(java_script_enabled=has_script).go(f"{team.site}/threads")
    mo.page.get_by_role("link", name="Close –").click()
    mo.page.get_by_label("A word to the readers").fill("Thank you **all**.")
    mo.page.get_by_label("Where the talk goes on").fill(f"{team.blog.url}/next")
    mo.page.get_by_role("button", name="Close", exact=True).click()
    expect(mo.bar).to_contain_text("Closed.")
    reader.open()
    expect(reader.thread).to_contain_text("Comments are closed.")
    expect(reader.thread.locator("strong", has_text="all")).to_be_visible()
    assert reader.thread.get_by_role("link", name="goes on here").get_attribute("href") == f"{team.blog.url}/next"
    expect(writing_button(reader)).to_have_count(0)
    expect(reader.card("The last word").get_by_role("button", name="Reply")).to_have_count(0)
    page = reader.page
    page.goto(plain_page(team))
    expect(page.locator(".notice.closed")).to_contain_text("Comments are closed.")
    expect(page.locator(".notice.closed")).to_contain_text("Thank you all.")
    assert page.get_by_role("link", name="goes on here").get_attribute("href") == f"{team.blog.url}/next"
    expect(page.get_by_label("Your comment")).to_have_count(0)
    mo.page.get_by_role("button", name="Undo").click()
    expect(mo.bar).to_contain_text("Taken back.")
    expect(reader.open().thread).not_to_contain_text("Comments are closed.")


def test_it_opens_again_by_itself_and_no_copy_says_otherwise(
    open_moderator: Callable[..., Moderator], team: Desk, reader: Reader, clock: Clock
) -> None:
    team.say(Said("Good night"))
    mo = open_moderator().go(f"{team.site}/threads/close?thread={team.path}")
    mo.page.get_by_label("Open again by itself on").fill(in_local_form(datetime.now(UTC) + timedelta(hours=5)))
    mo.page.get_by_role("button", name="Close", exact=True).click()
    expect(mo.bar).to_contain_text("Closed.")
    status, closed, thread = ask(team)
    assert (status, thread["state"]) == (200, "closed")
    assert ask(team, closed)[0] == 304
    reader.open()
    expect(reader.thread).to_contain_text("Until ")
    clock.move(4)
    assert ask(team, closed)[0] == 304
    clock.move(6)
    status, opened, thread = ask(team, closed)
    assert (status, thread["state"]) == (200, "open")
    assert opened != closed
    assert ask(team, opened)[0] == 304
    reader.again().write("Good morning")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_calmed_discussion_waits_for_the_team(
    open_moderator: Callable[..., Moderator], team: Desk, reader: Reader, *, has_script: bool
) -> None:
    team.say(Said("You are all wrong"))
    mo = open_moderator(**PHONE, java_script_enabled=has_script).go(f"{team.site}/threads")
    mo.page.get_by_role("link", name="Calm –").tap()
    mo.page.get_by_label("A word to the readers").fill("Let us *breathe*.")
    mo.page.get_by_role("button", name="Calm it").tap()
    expect(mo.bar).to_be_visible()
    reader.open()
    reader.compose().fill("No, you!").post()
    expect(reader.card("No, you!")).to_contain_text("Someone from the team reads it first.")
    page = reader.page
    page.goto(plain_page(team))
    expect(page.locator(".notice")).to_contain_text("The team reads new comments first.")
    expect(page.locator(".notice")).to_contain_text("Let us breathe.")
    expect(mo.go(f"{team.site}/").items.get_by_text("You read everything first here")).to_be_visible()
    mo.go(f"{team.site}/state").page.get_by_role("button", name="End it").tap()
    expect(mo.page.get_by_text("All is as usual")).to_be_visible()
    page.reload()
    expect(page.locator(".notice")).to_have_count(0)


def test_a_calmed_branch_closes_and_the_rest_goes_on(
    open_moderator: Callable[..., Moderator], team: Desk, reader: Reader
) -> None:
    (heated,) = team.say(Said("A heated one"))
    team.say(Said("A quarrel", parent=heated), Said("About something else"))
    mo = open_moderator().go(f"{team.site}/threads/talk?thread={team.path}")
    mo.page.get_by_role("link", name="Calm – Somebody else").first.click()
    mo.page.get_by_label("Closed until somebody opens it").check()
    mo.page.get_by_label("A word to the readers").fill("Enough of this one.")
    mo.page.get_by_role("button", name="Calm it").click()
    expect(mo.bar).to_be_visible()
    page = reader.page
    page.goto(plain_page(team))
    expect(page.locator("ol.comments > li", has_text="A heated one")).to_contain_text("Enough of this one.")
    expect(page.locator("article", has_text="A quarrel").get_by_role("link", name="Reply")).to_have_count(0)
    expect(page.locator("article", has_text="About something else").get_by_role("link", name="Reply")).to_have_count(1)
    reader.open().write("All is well here")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_storm_lets_newcomers_wait_and_passes(
    open_moderator: Callable[..., Moderator], team: Desk, reader: Reader, clock: Clock, *, has_script: bool
) -> None:
    team.say(Said("A quiet evening"))
    mo = open_moderator(**PHONE, java_script_enabled=has_script).go(f"{team.site}/more")
    mo.page.get_by_role("link", name="State of the site").tap()
    mo.page.get_by_role("button", name="New readers wait until tomorrow noon").tap()
    expect(mo.bar).to_be_visible()
    reader.open()
    reader.compose().fill("I come from a link").post()
    expect(reader.card("I come from a link")).to_contain_text("Someone from the team reads it first.")
    clock.move(2 * DAY)
    reader.again().write("The day after")
    mo.page.reload()
    expect(mo.page.get_by_text("All is as usual")).to_be_visible()


def test_readers_are_told_why_there_is_a_storm(
    open_moderator: Callable[..., Moderator], team: Desk, reader: Reader
) -> None:
    mo = open_moderator().go(f"{team.site}/state")
    mo.page.get_by_text("Tell the readers why").click()
    mo.page.locator("#storm-note").fill("We were in the **news**.")
    mo.page.get_by_role("button", name="New readers wait until tomorrow noon").click()
    expect(mo.bar).to_be_visible()
    team.say(Said("Hello"))
    reader.page.goto(plain_page(team))
    expect(reader.page.locator(".notice")).to_contain_text("The team reads the comments of new readers first.")
    expect(reader.page.locator(".notice")).to_contain_text("We were in the news.")


@pytest.mark.parametrize(("kind", "is_closed"), [("Comments wait until", False), ("Nobody can write", True)])
def test_who_is_away_is_back_by_itself(
    open_moderator: Callable[..., Moderator],
    team: Desk,
    reader: Reader,
    clock: Clock,
    kind: str,
    *,
    is_closed: bool,
) -> None:
    team.say(Said("Nice weather"))
    mo = open_moderator().go(f"{team.site}/state")
    mo.page.get_by_label("Back on").fill(in_local_form(datetime.now(UTC) + timedelta(days=3)))
    mo.page.get_by_label(kind).check()
    mo.page.locator("#away-note").fill("At the **sea**.")
    mo.page.get_by_role("button", name="We are away").click()
    expect(mo.bar).to_be_visible()
    etag = ask(team)[1]
    reader.open()
    if is_closed:
        expect(reader.thread).to_contain_text("Comments are closed.")
        expect(reader.thread).to_contain_text("At the sea.")
        expect(writing_button(reader)).to_have_count(0)
    else:
        reader.compose().fill("Anybody there?").post()
        expect(reader.card("Anybody there?")).to_contain_text("Someone from the team reads it first.")
    reader.page.goto(plain_page(team))
    expect(reader.page.locator(".notice").first).to_contain_text("At the sea.")
    clock.move(3 * DAY + 1)
    assert ask(team, etag)[0] == 200
    reader.open().write("Welcome back")


def make_old(team: Desk, number: int) -> None:
    """Let there be pages on which nobody wrote for two years."""
    for each in range(number):
        team.service.say(team.site, f"{team.url}-{each}", Said("Long ago"))
    long_ago = int((datetime.now(UTC) - timedelta(days=730)).timestamp() * 1000)
    with team.service.house() as (session, _), writing(session):
        site = sites.access_site(session, team.site)
        is_old = (Thread.site_id == site.id) & (Thread.key != team.path)
        session.execute(update(Thread).where(is_old).values(latest=long_ago, created=long_ago))


@pytest.mark.parametrize("has_script", [True, False])
def test_many_quiet_ones_are_shown_closed_and_opened_again(
    open_moderator: Callable[..., Moderator], team: Desk, *, has_script: bool
) -> None:
    team.say(Said("Just now"))
    make_old(team, 3)
    mo = open_moderator(**PHONE, java_script_enabled=has_script).go(f"{team.site}/threads")
    mo.page.get_by_role("link", name="Close many discussions").tap()
    expect(mo.page.get_by_role("heading", name="3 discussions would be closed")).to_be_visible()
    mo.page.get_by_label("In which nobody wrote for so many days").fill("1000")
    mo.page.get_by_role("button", name="Show which").tap()
    expect(mo.page.get_by_text("There are no such discussions.")).to_be_visible()
    mo.page.get_by_label("In which nobody wrote for so many days").fill("365")
    mo.page.get_by_role("button", name="Show which").tap()
    mo.page.get_by_role("button", name="Close all of them").tap()
    expect(mo.page.get_by_role("button", name="Open again")).to_have_count(3)
    assert ask(team)[2]["state"] == "open"
    mo.page.get_by_role("button", name="Undo").tap()
    expect(mo.page.get_by_role("button", name="Open again")).to_have_count(0)


def check_targets(page: Page, least: int) -> None:
    """Make sure that whatever is to be pressed is so many pixels high, and that nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for each in page.locator("main button, main .button, main label:has(input), main .ways a, main summary").all():
        if each.is_visible():
            box = each.bounding_box()
            assert box is not None
            assert box["height"] >= least, each.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_it_fits_a_telephone(
    open_moderator: Callable[..., Moderator], team: Desk, tmp_path: Path, scheme: str
) -> None:
    """Draw the pages; `PICTURES=docs/images` keeps the pictures."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    (root,) = team.say(Said("Is the ferry running on Sunday?", name="Ruth"))
    make_old(team, 3)
    wide = open_moderator(color_scheme=scheme, viewport={"width": 900, "height": 700})
    phone = open_moderator(**PHONE, color_scheme=scheme)
    wide.go(f"{team.site}/state").page.locator("#freeze-note").fill("We tidy up. **Back soon.**")
    wide.page.get_by_role("button", name="Close the whole site").click()
    wide.go(f"{team.site}/threads/calm?thread={team.path}").page.get_by_role("button", name="Calm it").click()
    for name, path in {
        "state": "state",
        "calm": f"threads/calm?thread={team.path}&comment={root}",
        "quiet": "threads/quiet",
        "close": f"threads/close?thread={team.path}",
        "threads": "threads",
    }.items():
        for device, mo, least in (("wide", wide, 24), ("phone", phone, 48)):  # by mouse as WCAG 2.2, 2.5.8 asks
            mo.go(f"{team.site}/{path}")
            check_with_axe(mo)
            check_targets(mo.page, least)
            mo.page.screenshot(path=folder / f"{name}-{device}-{scheme}.png", full_page=True)
