"""What strangers send never runs, asks nobody and breaks no page: in the real browser, on a blog without any policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from discuss.errors import Invalid
from tests.e2e.services import Said

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]

RUN = "window.pwned=1;alert(1)"
MARKUP = (
    f"<script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f"<svg/onload='{RUN}'>",
    f'"><svg onload={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"</textarea></title></style><script>{RUN}</script>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<a href='javascript:{RUN}' autofocus onfocus={RUN}>x</a>",
    "<style>*{display:none!important}</style>",
    "<base href='https://evil.example/'><link rel=stylesheet href='https://evil.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<img src='https://evil.example/pixel.png'><video src='https://evil.example/v.mp4' autoplay></video>",
    "{{constructor.constructor('alert(1)')()}}${alert(1)}",
)
MARKDOWN = (
    f"[x](javascript:{RUN})",
    f"[x](java\tscript:{RUN}) [y](JaVaScRiPt:{RUN}) [z](&#106;avascript:{RUN})",
    f"[x](data:text/html,<script>{RUN}</script>) <data:text/html;base64,PHNjcmlwdD4=>",
    f"[x](vbscript:{RUN}) [y](//evil.example) [z](https://good.example@evil.example)",
    f'[x](https://a.example "onmouseover={RUN}") [y](https://a.example/"onmouseover="{RUN})',
    f"![x](https://evil.example/pixel.png) ![y](javascript:{RUN}) ![z](x onerror={RUN})",
    f'```"><img src=x onerror={RUN}>\ncode\n```',
    f"```\n</code></pre><script>{RUN}</script>\n```",
    f"`<script>{RUN}</script>` **<script>{RUN}</script>**",
    f"<https://a.example/?<script>{RUN}</script>>",
)
WEBSITES = (
    f"https://a.example/'onmouseover='{RUN}",
    f'https://a.example/"><script>{RUN}</script>',
    "https://a.example/\\u0022onfocus=x",
)

# What the text of a comment may be made of, and nothing else.
TAGS = {
    *("a", "p", "em", "strong", "del", "sub", "sup", "code", "pre", "blockquote", "ul", "ol", "li", "br", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"href", "rel", "title", "class", "start", "align", "lang", "dir"}
SURVEY = """() => {
    const found = [];
    const bodies = [...document.querySelectorAll('discuss-thread')].flatMap(
        (thread) => [...thread.shadowRoot.querySelectorAll('article .body *')]);
    for (const each of bodies)
        found.push([each.localName, Object.fromEntries([...each.attributes].map(({ name, value }) => [name, value]))]);
    return found;
}"""


def check_text(page: Page) -> None:
    found: list[tuple[str, dict[str, str]]] = page.evaluate(SURVEY)
    for tag, attributes in found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert attributes.get("href", "https://").startswith(("https://", "http://", "mailto:"))
    assert page.evaluate("window.pwned") is None


def say_if_accepted(desk: Desk, said: Said) -> int:
    """Post what may be refused in words; gives how many were stored."""
    try:
        return len(desk.say(said))
    except Invalid:
        return 0


def test_hostile_texts(reader: Reader, desk: Desk) -> None:
    stored = sum(say_if_accepted(desk, Said(body)) for body in MARKUP + MARKDOWN)
    reader.open('page-size="100"', strict=False)
    expect(reader.page.locator("discuss-thread article")).to_have_count(stored)
    assert stored >= len(MARKUP)
    for each in reader.page.locator("discuss-thread article .body a").all():
        each.dispatch_event("mouseover")
        each.focus()
    check_text(reader.page)


def test_hostile_names_and_websites(reader: Reader, desk: Desk) -> None:
    desk.set_site(website="on")
    stored = sum(say_if_accepted(desk, Said("Who am I?", name=name[:100])) for name in MARKUP)
    stored += sum(say_if_accepted(desk, Said("Where am I?", website=website)) for website in WEBSITES)
    assert stored >= len(MARKUP) // 2
    reader.open('page-size="100"', strict=False)
    expect(reader.page.locator("discuss-thread article")).to_have_count(stored)
    for author in reader.page.locator("discuss-thread a.author").all():
        assert set(author.evaluate("each => each.getAttributeNames()")) <= {"href", "rel", "class", "part"}
        author.dispatch_event("mouseover")
    for name in reader.page.locator("discuss-thread bdi").all():
        assert name.evaluate("each => each.childElementCount") == 0
    check_text(reader.page)


def test_hostile_previews_drafts_and_edits(reader: Reader) -> None:
    reader.open(strict=False).compose()
    for body in (*MARKUP, *MARKDOWN):
        reader.fill(body, name="Mallory")
        with reader.page.expect_response("**/preview"):
            reader.form.get_by_role("button", name="Preview").click()
    assert reader.page.evaluate("window.pwned") is None
    reader.fill(f"The last: {MARKUP[0]}").post()
    reader.card("The last:").get_by_role("button", name="Edit").click()
    reader.fill(f"Edited: {MARKUP[1]}", name=None)
    reader.form.get_by_role("button", name="Save").click()
    expect(reader.card("Edited:")).to_be_visible()
    check_text(reader.page)


def test_the_pages_without_a_script_are_as_safe(reader: Reader, desk: Desk) -> None:
    for value in MARKUP:
        say_if_accepted(desk, Said(value, name=value[:100]))
    desk.lay()
    reader.page.goto(f"{desk.service.url}/t/{desk.site}?url={desk.url}")
    expect(reader.page.get_by_text("window.pwned").first).to_be_visible()
    assert reader.page.evaluate("window.pwned") is None


def hostile_page(value: str) -> dict[str, Any]:
    """Give an answer in which a broken service says `value` wherever a text may stand, but in no HTML."""
    comment = {
        "id": "1", "parent": None, "depth": 0, "replies": 3, "pinned": True, "html": "<p>Text</p>",
        "author": {"name": value, "url": value, "role": value},
        "created": value, "edited": value, "score": 1, "kind": value, "more": value,
    }  # fmt: skip
    child = comment | {"id": value, "parent": value, "more": None}
    closed = {
        "at": value,
        "by": value,
        "reason": value,
        "note_html": None,
        "until": None,
        "successor": value,
        "scope": value,
    }
    thread = {"key": value, "url": value, "title": value, "state": "closed", "closed": closed, "count": 2, "version": 1}
    site = {"name": value, "policy": value, "fields": [value], "limits": {"body": 10}, "votes": value, "max_depth": 6}
    return {"site": site, "thread": thread, "comments": [comment, child], "next": value}


@pytest.mark.parametrize("value", [MARKUP[1], f"javascript:{RUN}", "'\"><script>alert(1)</script>"])
def test_only_the_field_for_html_is_taken_for_html(reader: Reader, desk: Desk, value: str) -> None:
    reader.page.route("**/comments?*", lambda route: route.fulfill(json=hostile_page(value), headers=ANY_ORIGIN))
    reader.page.goto(desk.lay(strict=False))
    reader.page.wait_for_function("document.querySelector('discuss-thread').shadowRoot?.childElementCount > 0")
    for link in reader.page.locator("discuss-thread a").all():
        assert not (link.get_attribute("href") or "").lower().startswith("javascript:")
    assert reader.page.locator("discuss-thread img, discuss-thread script").count() == 0
    assert reader.page.evaluate("window.pwned") is None
    reader.refused.clear()  # a date that is none may raise an error; it may not run anything


ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
