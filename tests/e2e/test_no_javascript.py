"""Everything a reader does, in Chromium with JavaScript switched off: the service's own pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from discuss.store.session import writing
from discuss.store.tables import Thread
from tests.e2e.blogs import snippet
from tests.e2e.plain_readers import PlainReader
from tests.e2e.services import Said, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Start a service that could send mails, so that its forms offer them."""
    data = tmp_path_factory.mktemp("service")
    data.joinpath(".env").write_text("DISCUSS_SMTP_URL=smtp://127.0.0.1:1\nDISCUSS_MAIL_FROM=town@comments.example\n")
    service = Service(data)
    service.start()
    yield service
    service.stop()


@pytest.fixture
def plain(open_reader: Callable[..., Reader]) -> Iterator[PlainReader]:
    reader = open_reader(java_script_enabled=False)
    yield PlainReader(reader)
    strangers = {url for url in reader.asked if not url.startswith((reader.desk.service.url, reader.desk.blog.url))}
    assert not strangers


def test_the_link_of_the_post_leads_to_its_thread(plain: PlainReader, desk: Desk) -> None:
    desk.say(Said("First words"))
    plain.come()
    expect(plain.page.get_by_role("heading", level=1)).to_have_text(f"Comments on {desk.path}")
    expect(plain.card("First words")).to_be_visible()
    plain.follow("Back to the page")
    expect(plain.page).to_have_url(desk.url)


def test_a_comment_is_previewed_posted_changed_and_deleted(plain: PlainReader) -> None:
    plain.come().fill("Hello *there*").press("Preview")
    expect(plain.page.locator(".preview em")).to_have_text("there")
    expect(plain.page.get_by_label("Name")).to_have_value("Ruth")
    plain.press("Post")
    expect(plain.page.get_by_role("status")).to_have_text("Published.")
    private = plain.page.url
    expect(plain.page.get_by_role("link", name=private)).to_be_visible()

    plain.page.get_by_label("Your comment").fill("Hello **all**")
    plain.press("Save")
    expect(plain.page.get_by_role("status")).to_contain_text("Your change is saved.")
    plain.follow("See it in the discussion")
    expect(plain.card("Hello all").locator("strong")).to_have_text("all")
    expect(plain.card("Hello all")).to_contain_text("edited")

    plain.page.goto(private)
    plain.follow("Delete this comment")
    plain.follow("Keep it").follow("Delete this comment").press("Delete")
    expect(plain.page.get_by_role("status")).to_have_text("Your comment was deleted.")
    plain.follow("To the discussion")
    expect(plain.page.get_by_text("No comments yet.")).to_be_visible()


def test_a_reply_to_a_reply_stands_below_it(plain: PlainReader, desk: Desk) -> None:
    (root,) = desk.say(Said("A question", "Ann"))
    desk.say(Said("An answer", "Bert", parent=root))
    plain.come()
    plain.card("An answer").get_by_role("link", name="Reply").click()
    expect(plain.page.get_by_role("heading", level=1)).to_have_text("Reply to Bert")
    expect(plain.card("An answer")).to_be_visible()
    plain.fill("An answer to that").press("Post")
    plain.follow("To the discussion")
    below = plain.page.locator("li:has(> article:has-text('An answer')) > ol > li > article", has_text="to that")
    expect(below).to_be_visible()


def test_pressing_post_again_after_going_back_makes_no_second_comment(plain: PlainReader) -> None:
    plain.come().write("Only once")
    expect(plain.page).to_have_url(re.compile(r"/own/\d+/"))
    private = plain.page.url
    plain.page.go_back()
    plain.press("Post")
    expect(plain.page).to_have_url(private)
    plain.follow("To the discussion")
    expect(plain.card("Only once")).to_have_count(1)


def test_what_is_wrong_is_said_beside_the_field_and_the_text_is_kept(plain: PlainReader, desk: Desk) -> None:
    desk.service.add_member(desk.site, "Mira")
    plain.come().write("A long and careful text", "Mira")
    expect(plain.page.get_by_label("Your comment")).to_have_value("A long and careful text")
    expect(plain.page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    plain.page.get_by_role("link", name="This name belongs to someone on the team").click()
    expect(plain.page.get_by_label("Name")).to_be_focused()
    plain.page.get_by_label("Name").fill("Ruth")
    plain.press("Post")
    expect(plain.page.get_by_role("status")).to_have_text("Published.")


def test_the_e_mail_appears_when_it_is_wanted(plain: PlainReader) -> None:
    plain.come()
    expect(plain.page.get_by_label("E-mail")).to_be_hidden()
    plain.page.get_by_label("Tell me of replies").check()
    expect(plain.page.get_by_label("E-mail")).to_be_visible()


def test_a_newcomer_waits_and_sees_the_own_comment(plain: PlainReader, desk: Desk) -> None:
    desk.set_site(premoderation="all")
    plain.come().write("Please let me in")
    expect(plain.page.get_by_role("status")).to_have_text("Thank you. Someone from the team reads it first.")
    expect(plain.card("Please let me in")).to_be_visible()
    plain.follow("To the discussion")
    expect(plain.card("Please let me in")).to_have_count(0)


def test_a_comment_is_reported_and_voted_for(plain: PlainReader, desk: Desk) -> None:
    desk.say(Said("Buy my slates"))
    plain.come()
    plain.card("Buy my slates").get_by_role("link", name="Report").click()
    plain.page.get_by_label("Advertising or spam").check()
    plain.press("Send")
    expect(plain.page.get_by_role("status")).to_have_text("Thank you. The team will look at it.")
    plain.follow("To the discussion")
    plain.press("Vote for it")
    expect(plain.page.get_by_role("status")).to_contain_text("1 vote")
    plain.press("Take my vote back")
    expect(plain.page.get_by_role("status")).to_contain_text("0 votes")


def test_a_permalink_leads_to_the_comment_here_and_on_its_page(plain: PlainReader, desk: Desk) -> None:
    (root,) = desk.say(Said("A question"))
    *_, last = desk.say(*(Said(f"Answer {number}", parent=root) for number in range(12)))
    plain.come()
    expect(plain.card("Answer 11")).to_have_count(0)
    plain.follow("Show more of the 12 replies")
    plain.card("Answer 11").get_by_role("link").filter(has=plain.page.locator("time")).click()
    expect(plain.page.locator(f"#comment-{last}:target")).to_contain_text("Answer 11")
    expect(plain.card("A question")).to_be_visible()
    plain.follow("See it on its page")
    expect(plain.page).to_have_url(f"{desk.url}#comment-{last}")


def test_a_closed_thread_says_so_and_keeps_the_text(plain: PlainReader, desk: Desk) -> None:
    plain.come().fill("Too late").press("Preview")
    desk.say(Said("The last word"))
    _close_thread(desk)
    plain.press("Post")
    expect(plain.page.get_by_role("alert")).to_contain_text("Comments are closed.")
    expect(plain.page.get_by_label("Your comment")).to_have_value("Too late")
    plain.follow("To the discussion")
    expect(plain.page.get_by_role("button", name="Preview")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible(open_reader: Callable[..., Reader], desk: Desk, scheme: str, width: int) -> None:
    desk.set_site(votes="both", website="on")
    (root,) = desk.say(Said("A question with `code` and https://example.org/", "Ann", website="https://ann.example"))
    (reply,) = desk.say(Said("x" * 300, "Bert", parent=root))
    screen = {"width": width, "height": 800}
    plain = PlainReader(open_reader(color_scheme=scheme, viewport=screen, bypass_csp=True))
    thread = f"{desk.service.url}/t/{desk.site}?thread={desk.path}"
    plain.page.goto(thread)
    plain.write("My own words")
    expect(plain.page).to_have_url(re.compile(r"/own/\d+/"))
    own = plain.page.url
    pages = [
        thread,
        f"{thread}&comment={reply}#comment-{reply}",
        f"{thread}&reply={root}",
        own,
        f"{own}/delete",
        f"{desk.service.url}/c/{root}/report",
        f"{desk.service.url}/c/{root}/vote",
        f"{desk.service.url}/c/1",
        f"{desk.service.url}/",
        f"{desk.service.url}/api/v1/docs",
    ]
    for address in pages:
        plain.page.goto(address)
        _check_page(plain.page)
    plain.page.goto(thread)
    plain.fill("x", "Ruth\u2028").press("Preview").press("Post")
    _check_page(plain.page)


def _close_thread(desk: Desk) -> None:
    with desk.service.house() as (session, instance), writing(session):
        for thread in session.scalars(select(Thread).where(Thread.url == desk.url)):
            thread.closed_at = instance.clock()
            thread.version += 1


def _check_page(page: Page) -> None:
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_the_data_for_search_engines_is_no_script_to_the_policy(reader: Reader, desk: Desk) -> None:
    desk.say(Said("</script><script>alert(1)</script>", "</script><img src=x onerror=alert(1)>"))
    reader.page.goto(f"{desk.service.url}/t/{desk.site}?thread={desk.path}")
    data = reader.page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)")
    assert data["comment"][0]["author"]["name"] == "</script><img src=x onerror=alert(1)>"
    assert reader.page.locator("script").count() == 1


def test_a_form_on_another_site_posts_nothing(plain: PlainReader, desk: Desk) -> None:
    (comment,) = desk.say(Said("Stays as it is"))
    evil = (
        f'<form method="post" action="{desk.service.url}/c/{comment}/vote">'
        '<button name="value" value="1">Win a roof</button></form>'
    )
    plain.page.goto(desk.lay(strict=False, body=evil + snippet(desk.service.url, desk.site)))
    plain.press("Win a roof")
    expect(plain.page.get_by_text("This was sent from another site.")).to_be_visible()
    plain.page.goto(f"{desk.service.url}/t/{desk.site}?thread={desk.path}")
    expect(plain.card("Stays as it is")).to_contain_text("0 votes")
