"""An owner's first evening, from the wheel to the mail about a stranger's comment, as one goes through it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from discuss.services.backups import check_backup
from tests.e2e.villages import village
from tests.notifications.office import open_office
from tests.serving import await_true, free_port, serving
from tests.terminals import talk
from tests.wheels import InstalledServer, make_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.e2e.villages import Village
    from tests.notifications.office import Office
    from tests.wheels import Installation

pytestmark = [pytest.mark.browser, pytest.mark.servers]

PASSWORD = "a goose on the bridge"
SECRET_WORDS = "Only for those who look after the comments"


@pytest.fixture
def post_office() -> Iterator[Office]:
    with open_office() as found:
        yield found


@pytest.fixture
def evening(installation: Installation, tmp_path: Path, post_office: Office) -> Iterator[tuple[InstalledServer, str]]:
    """Set up by Enter alone, and served; with the link that `init` printed."""
    place, port = tmp_path / "evening", free_port()
    place.mkdir()
    settings = {
        "DISCUSS_BASE_URL": f"http://127.0.0.1:{port}",
        "DISCUSS_SMTP_URL": post_office.url,
        "DISCUSS_MAIL_FROM": "comments@blog.example",
    }
    env = installation.environment(make_home(place)) | settings
    code, said = talk([str(installation.discuss), "init"], [""] * 4, cwd=place, env=env)
    assert code == 0, said
    (link,) = re.findall(r"http\S+/welcome/\S+", said)
    server = InstalledServer(place, settings, port=port, installation=installation)
    with serving(server):
        yield server, link


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[Village]:
    with village(tmp_path / "village") as found:
        yield found


def test_from_the_wheel_to_the_mail_about_a_strangers_comment(
    evening: tuple[InstalledServer, str], blog: Village, chromium: Browser, post_office: Office, tmp_path: Path
) -> None:
    server, link = evening
    owner = chromium.new_page(viewport={"width": 360, "height": 640})
    assert "Nobody has come in yet." in server.log
    come_in(owner, link)
    assert owner.request.get(link).status == 404, "it works once"
    put_lines_in(owner, blog)
    look_at(owner, blog)
    choose(owner)
    write_first(owner, blog.address_of("ferry"))
    take_copy(owner, tmp_path)
    finish(owner)
    stranger = chromium.new_context().new_page()
    stranger.goto(blog.address_of("ferry"))
    expect(stranger.locator("discuss-thread")).to_contain_text("From today there are comments here.")
    stranger.get_by_role("button", name="Write a comment").click()
    form = stranger.locator("discuss-thread form")
    form.get_by_label("Your comment").fill(SECRET_WORDS)
    form.get_by_label("Name").fill("Ruth")
    form.get_by_role("button", name="Post").click()
    expect(stranger.locator("discuss-thread")).to_contain_text(SECRET_WORDS)
    await_true(lambda: bool(told(post_office)))
    (mail,) = told(post_office)
    assert SECRET_WORDS.encode() not in mail.as_bytes()
    assert "Ruth" not in mail.as_string()
    assert server.url in mail.as_string()


def step(owner: Page, name: str) -> Page:
    """Come back to the list, and open a step of it."""
    owner.goto(re.sub(r"(http://[^/]+).*", r"\1/welcome", owner.url))
    summary = owner.locator("summary").filter(has_text=name)
    if summary.locator("xpath=..").get_attribute("open") is None:
        summary.click()
    return owner


def come_in(owner: Page, link: str) -> None:
    owner.goto(link)
    owner.get_by_label("Name").fill("Hanne")
    owner.get_by_label("New password").fill(PASSWORD)
    owner.get_by_role("button", name="Go on").click()
    expect(owner.get_by_role("heading", name="Setting up")).to_be_visible()


def put_lines_in(owner: Page, blog: Village) -> None:
    step(owner, "Two lines").get_by_label("The address of your blog").fill(blog.url)
    owner.get_by_role("button", name="Keep this address").click()
    expect(owner.get_by_label("The address of your blog")).to_have_value(blog.url)
    blog.build(owner.locator("#lines").inner_text())
    owner.get_by_role("button", name="They are in").click()


def look_at(owner: Page, blog: Village) -> None:
    step(owner, "See whether it works").locator("#page").fill(blog.address_of("ferry"))
    owner.get_by_role("button", name="Look at").or_(owner.get_by_role("button", name="Check")).first.click()
    expect(owner.get_by_role("status")).to_contain_text(blog.address_of("ferry"))
    assert owner.locator(".findings .fault").all_inner_texts() == []


def choose(owner: Page) -> None:
    step(owner, "How careful").get_by_role("radio", name="Careful").check()
    owner.get_by_role("button", name="Choose this").click()
    step(owner, "House rules").get_by_role("button", name="Save").click()
    step(owner, "Somebody to help").get_by_role("button", name="I do it alone for now").click()


def write_first(owner: Page, address: str) -> None:
    expect(step(owner, "The first comment").get_by_label("Below which post")).to_have_value(address)
    owner.get_by_role("button", name="Publish").click()
    expect(owner.get_by_role("status")).to_be_visible()


def take_copy(owner: Page, tmp_path: Path) -> None:
    step(owner, "A copy of the backup").get_by_role("link", name="Take a copy").click()
    owner.get_by_label("Password").fill("another one")
    owner.get_by_role("button", name="download").click()
    expect(owner.get_by_role("alert")).to_be_visible()
    owner.get_by_label("Password").fill(PASSWORD)
    with owner.expect_download() as download:
        owner.get_by_role("button", name="download").click()
    download.value.save_as(tmp_path / "copy.zip")
    assert check_backup(tmp_path / "copy.zip").tables["comment"] == 1


def finish(owner: Page) -> None:
    owner.goto(re.sub(r"(http://[^/]+).*", r"\1/welcome", owner.url))
    expect(owner.get_by_role("heading", name="Your sites")).to_be_visible()
    expect(owner.get_by_text("left to do")).to_have_count(0)


def told(post_office: Office) -> list[EmailMessage]:
    return [mail for mail in post_office.messages if mail["To"] == "owner@blog.example"]
