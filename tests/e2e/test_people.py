"""The team in Chromium: getting in and out, a forgotten password, API tokens and members."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from discuss.domain.permissions import Role
from discuss.services import password_links, sites
from discuss.store.machine_tables import Job
from tests.e2e.moderators import PASSWORD, PHONE, Moderator, check_with_axe
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]

NEW = "three or four words"
# Every page that has no form or address of its own behind it; `-/` is nobody's site.
PAGES = (
    *("", "-/account", "-/tokens", "-/forgotten", "{site}/", "{site}/more", "{site}/log", "{site}/figures"),
    *("-/blogs", "-/handover", "{site}/remove", "{site}/alerts", "{site}/written", "{site}/check", "{site}/welcome"),
    *(
        "{site}/members",
        "{site}/house-rules",
        "{site}/rules/",
        "{site}/bans/",
        "{site}/bans/new",
        "{site}/state",
        "{site}/well",
    ),
    *("{site}/threads/", "{site}/threads/quiet", "{site}/threads/calm?thread={path}"),
    *("{site}/threads/close?thread={path}", "{site}/threads/talk?thread={path}", "{site}/threads/enter?thread={path}"),
)


@pytest.fixture
def owned(owned: Desk) -> Desk:
    """A site with an owner, something said and something decided."""
    owned.set_site(public_log="on")
    owned.say(Said("Is the ferry running on Sunday?", name="Ruth"), Said("It is, from nine.", name="Tom"))
    return owned


@pytest.fixture
def run(owned: Desk) -> Iterator[Desk]:
    """The same, while its owner looks after the installation as well."""
    for is_admin in (True, False):
        with owned.service.house() as (session, _):
            sites.set_admin(session, email_of(owned), is_admin=is_admin)
        if is_admin:
            yield owned


@pytest.fixture
def open_browser(chromium: Browser, owned: Desk) -> Iterator[Callable[..., Moderator]]:
    """Give a function that opens a browser of its own in which nobody is signed in."""
    opened: list[Moderator] = []

    def open_browser(**options: Any) -> Moderator:
        opened.append(Moderator(chromium.new_context(**options), owned.service, owned.site))
        return opened[-1]

    yield open_browser
    for each in opened:
        # A wrong password is an answer that Chromium counts as an error of the page.
        each.refused = [words for words in each.refused if "Failed to load resource" not in words]
        each.leave()


def email_of(desk: Desk) -> str:
    return f"{desk.site}@team.example"


def try_password(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_wrong_password_says_so_and_the_right_one_opens(
    open_browser: Callable[..., Moderator], owned: Desk, *, has_script: bool
) -> None:
    mo = open_browser(java_script_enabled=has_script).go(f"{owned.site}/log")
    try_password(mo.page, email_of(owned), "wrong horse battery")
    expect(mo.page.get_by_role("alert")).to_have_text("The address or the password is not right.")
    expect(mo.page.get_by_label("E-mail address")).to_have_value(email_of(owned))
    mo.page.get_by_label("Password").fill(PASSWORD)
    mo.page.get_by_role("button", name="Sign in").click()
    expect(mo.page).to_have_url(f"{owned.service.url}/moderate/{owned.site}/log")
    (cookie,) = mo.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


def test_who_tries_too_often_is_told_to_wait(open_browser: Callable[..., Moderator], owned: Desk) -> None:
    page = open_browser().go(f"{owned.site}/").page
    for _ in range(10):
        try_password(page, "somebody@else.example", "wrong horse battery")
        expect(page.get_by_role("alert")).to_have_text("The address or the password is not right.")
    try_password(page, "somebody@else.example", "wrong horse battery")
    expect(page.get_by_role("alert")).to_have_text(
        re.compile(r"Too many tries\. Please wait 1?\d minutes? and try again")
    )
    try_password(page, email_of(owned), PASSWORD)
    expect(page).to_have_url(f"{owned.service.url}/moderate/{owned.site}/")


def test_signing_out_everywhere_ends_the_other_browser(open_browser: Callable[..., Moderator], owned: Desk) -> None:
    here, there = open_browser().sign_in(), open_browser().sign_in()
    here.page.get_by_role("link", name="Mo", exact=True).click()
    here.page.get_by_role("button", name="Sign out everywhere").click()
    expect(here.page).to_have_url(re.compile("sign-in"))
    there.go(f"{owned.site}/log")
    expect(there.page).to_have_url(re.compile("sign-in"))
    here.page.go_back()
    expect(here.page.get_by_role("heading", name="Ruth")).to_have_count(0)


def test_who_forgot_the_password_sets_another(open_browser: Callable[..., Moderator], owned: Desk) -> None:
    other = open_browser().sign_in()
    mo = open_browser().go(f"{owned.site}/")
    mo.page.get_by_role("link", name="Forgot your password?").click()
    mo.page.get_by_label("E-mail address").fill(email_of(owned))
    mo.page.get_by_role("button", name="Send me a link").click()
    expect(mo.page.get_by_role("status")).to_contain_text("a mail with a link is on its way")
    with owned.service.house() as (session, instance):
        asked = [job.payload["email"] for job in session.scalars(select(Job).where(Job.kind == "password"))]
        assert email_of(owned) in asked
        link = password_links.build_link(session, instance, email_of(owned))
    mo.page.goto(link.replace(link.split("/moderate")[0], owned.service.url))
    mo.page.get_by_label("New password").fill("short")
    mo.page.get_by_role("button").click()
    mo.page.get_by_label("New password").fill(NEW)
    mo.page.get_by_role("button").click()
    expect(mo.page).to_have_url(f"{owned.service.url}/moderate/")
    other.go(f"{owned.site}/")
    expect(other.page).to_have_url(re.compile("sign-in"))
    mo.page.goto(link.replace(link.split("/moderate")[0], owned.service.url))
    expect(mo.page.get_by_text("This link was used already, or is too old.")).to_be_visible()


def test_an_api_token_is_shown_once_works_and_is_taken_back(
    open_browser: Callable[..., Moderator], owned: Desk
) -> None:
    mo = open_browser().sign_in()
    mo.page.get_by_role("link", name="Mo", exact=True).click()
    mo.page.get_by_role("link", name="API tokens").click()
    mo.page.get_by_label("What it is for").fill("Backup at home")
    mo.page.get_by_role("button", name="Make an API token").click()
    token = mo.page.locator("#token").inner_text()
    assert ask_log(owned, token) == 200
    mo.page.reload()
    expect(mo.page.locator("#token")).to_have_count(0)
    expect(mo.page.get_by_text("Backup at home", exact=True)).to_be_visible()
    expect(mo.page.get_by_text("last used")).to_be_visible()
    mo.page.get_by_role("button", name="Take back: Backup at home").click()
    expect(mo.page.get_by_text("Backup at home", exact=True)).to_have_count(0)
    assert ask_log(owned, token) == 401


def ask_log(desk: Desk, token: str) -> int:
    """Ask for the log as a program does, and give the status of the answer."""
    url = f"{desk.service.url}/api/v1/moderation/log?site={desk.site}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - our own service
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            assert "entries" in json.load(answer)
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("options", [{}, PHONE, {"java_script_enabled": False}], ids=["screen", "phone", "no-script"])
def test_an_owner_adds_changes_and_takes_out(
    open_browser: Callable[..., Moderator], owned: Desk, options: dict[str, Any]
) -> None:
    mo = open_browser(**options).sign_in()
    page = mo.page
    page.get_by_role("link", name="More", exact=True).click()
    page.get_by_role("link", name="Members").click()
    page.get_by_label("E-mail address").fill(f"zoe-{owned.site}@team.example")
    page.get_by_label("Name", exact=True).fill("Zoe")
    page.get_by_role("button", name="Add to the team").click()
    expect(mo.bar).to_contain_text("Added. A mail is on its way")
    zoe = page.get_by_role("listitem").filter(has_text="Zoe")
    expect(zoe).to_contain_text("has not signed in yet")
    zoe.get_by_text("Change – Zoe").click()
    zoe.get_by_label("What they may do").select_option("contributor")
    zoe.get_by_role("button", name="Save", exact=True).click()
    expect(mo.bar).to_contain_text("Saved.")
    expect(zoe).to_contain_text("Author: answers on own pages")
    zoe.get_by_text("Change – Zoe").click()
    zoe.get_by_role("button", name="Take out of the team – Zoe").click()
    expect(mo.bar).to_contain_text("Taken out of the team.")
    expect(zoe).to_have_count(0)
    own = page.get_by_role("listitem").filter(has_text="(you)")
    own.get_by_text("Change – Mo").click()
    own.get_by_role("button", name="Take out of the team – Mo").click()
    expect(page.get_by_role("alert")).to_contain_text("Make somebody else one first.")
    mo.refused = [words for words in mo.refused if "409" not in words]


@pytest.mark.parametrize(
    ("look", "options"),
    [("desktop", {"viewport": {"width": 1100, "height": 800}}), ("night", PHONE | {"color_scheme": "dark"})],
    ids=["screen", "phone"],
)
def test_who_wrote_a_page_says_so_and_answers_as_its_author(
    open_browser: Callable[..., Moderator],
    open_reader: Callable[..., Reader],
    owned: Desk,
    look: str,
    options: dict[str, Any],
    tmp_path: Path,
) -> None:
    """A contributor, from the sign-in to what readers see; `LOOKS=folder` keeps the pictures."""
    folder = Path(os.environ.get("LOOKS", tmp_path))
    email = f"{owned.site}-zoe@team.example"
    with owned.service.house() as (session, instance):
        sites.add_user(session, instance, email, "Zoe")
        sites.set_role(session, email, owned.site, Role.CONTRIBUTOR)
        sites.set_password(session, email, PASSWORD)
    zoe = open_browser(**options).go("")
    try_password(zoe.page, email, PASSWORD)
    expect(zoe.page).to_have_url(f"{owned.service.url}/moderate/{owned.site}/written")
    zoe.page.screenshot(path=folder / f"written-empty-{look}.png", full_page=True)
    check_with_axe(zoe)
    zoe.go(f"{owned.site}/threads/talk?thread={owned.path}")
    expect(zoe.page.get_by_role("link", name="Answer – ")).to_have_count(0)
    zoe.page.screenshot(path=folder / f"talk-not-yours-{look}.png", full_page=True)
    check_with_axe(zoe)
    zoe.page.get_by_role("button", name="I wrote this page").click()
    expect(zoe.bar).to_contain_text("Noted.")
    zoe.page.get_by_role("link", name="Answer – Ruth").click()
    zoe.page.screenshot(path=folder / f"talk-yours-{look}.png", full_page=True)
    check_with_axe(zoe)
    zoe.page.get_by_label("Your answer to Ruth").fill("It runs from ten, I asked the captain.")
    zoe.page.get_by_role("button", name="Publish my answer").click()
    zoe.page.get_by_role("link", name="Your pages").first.click()
    expect(zoe.page.get_by_text("3 comments")).to_be_visible()
    zoe.page.screenshot(path=folder / f"written-{look}.png", full_page=True)
    check_with_axe(zoe)
    card = open_reader(**options).open().card("I asked the captain")
    expect(card.locator(".role")).to_have_text("Author")
    with owned.service.house() as (session, _):
        sites.remove_user(session, email)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_what_one_sees_but_once(
    open_browser: Callable[..., Moderator], owned: Desk, scheme: str
) -> None:
    mo = open_browser(color_scheme=scheme).go(f"{owned.site}/")
    try_password(mo.page, email_of(owned), "wrong horse battery")
    expect(mo.page.get_by_role("alert")).to_be_visible()
    check_with_axe(mo)
    with owned.service.house() as (session, instance):
        link = password_links.build_link(session, instance, email_of(owned))
    address = link.replace(link.split("/moderate")[0], owned.service.url)
    mo.page.goto(address)
    expect(mo.page.get_by_label("New password")).to_be_visible()
    check_with_axe(mo)
    mo.page.get_by_label("New password").fill(PASSWORD)
    mo.page.get_by_role("button").click()
    expect(mo.page).to_have_url(f"{owned.service.url}/moderate/")
    mo.page.goto(address)
    expect(mo.page.get_by_text("This link was used already, or is too old.")).to_be_visible()
    check_with_axe(mo)
    mo.go("-/tokens")
    mo.page.get_by_label("What it is for").fill("Backup at home")
    mo.page.get_by_role("button", name="Make an API token").click()
    expect(mo.page.locator("#token")).to_be_visible()
    check_with_axe(mo)
    for nowhere in ("nobodys-site/", f"{owned.site}/nowhere", f"{owned.site}/threads/talk?comment=1"):
        mo.go(nowhere)
        expect(mo.page.locator("h1")).to_be_visible()
        check_with_axe(mo)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    open_browser: Callable[..., Moderator], open_reader: Callable[..., Reader], run: Desk, scheme: str
) -> None:
    mo = open_browser(color_scheme=scheme).sign_in()
    for path in PAGES:
        mo.go(path.format(site=run.site, path=run.path))
        expect(mo.page.locator("h1")).to_be_attached()
        shut = mo.page.locator("main details:not([open]) > summary:visible")
        while shut.count():
            shut.first.click()
        check_with_axe(mo)
    reader = open_reader(color_scheme=scheme)
    reader.page.goto(f"{run.service.url}/{run.site}/decisions")
    assert Axe().run(reader.page).response["violations"] == []


def test_it_looks_good_and_fits_a_telephone(open_browser: Callable[..., Moderator], run: Desk, tmp_path: Path) -> None:
    """Draw the pages on a screen, on a telephone and by night; `LOOKS=folder` keeps the pictures."""
    folder = Path(os.environ.get("LOOKS", tmp_path))
    looks: dict[str, dict[str, Any]] = {
        "screen": {"viewport": {"width": 900, "height": 700}},
        "phone": PHONE,
        "night": PHONE | {"color_scheme": "dark"},
    }
    for look, options in looks.items():
        mo = open_browser(**options).sign_in()
        for path in PAGES:
            mo.go(path.format(site=run.site, path=run.path))
            name = re.sub(r"\W+", "-", path.split("?")[0].replace("{site}", "")).strip("-") or "sites"
            mo.page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
            wide = mo.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (path, look)
        mo.page.goto(f"{run.service.url}/{run.site}/decisions")
        mo.page.screenshot(path=folder / f"decisions-{look}.png", full_page=True)
