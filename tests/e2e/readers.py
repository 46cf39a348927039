"""A reader at a browser: what one does with a thread, and what must never happen meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.blogs import Blog, snippet

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Dialog, Locator, Page

    from tests.e2e.services import Said, Service

_PATIENCE = 15_000  # milliseconds: a busy machine, never a measure
expect.set_options(timeout=_PATIENCE)
_REFUSED = ("Content Security Policy", "Trusted", "Refused to", "violates")


@dataclass(frozen=True, slots=True)
class Desk:
    """One site and its post."""

    service: Service
    blog: Blog
    site: str

    @property
    def path(self) -> str:
        return f"/{self.site}"

    @property
    def url(self) -> str:
        return self.blog.url + self.path

    def lay(self, attributes: str = "", *, strict: bool = True, body: str | None = None) -> str:
        """Lay the post with its thread into the blog."""
        thread = snippet(self.service.url, self.site, attributes)
        return self.blog.put(self.path, thread if body is None else body, site=self.site, strict=strict)

    def say(self, *said: Said) -> list[int]:
        return self.service.say(self.site, self.url, *said)

    def set_site(self, **changes: str) -> None:
        self.service.set_site(self.site, **changes)


class Reader:
    """A browser of one's own, with nothing in it yet."""

    def __init__(self, context: BrowserContext, desk: Desk) -> None:
        context.set_default_timeout(_PATIENCE)
        self.context = context
        self.desk = desk
        self.asked: list[str] = []
        self.refused: list[str] = []
        self.dialogs: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self._hear(message.text))
        page.on("pageerror", lambda error: self.refused.append(str(error)))
        page.on("dialog", self._dismiss)
        return page

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _hear(self, text: str) -> None:
        if any(word in text for word in _REFUSED):
            self.refused.append(text)

    def open(self, attributes: str = "", *, strict: bool = True) -> Reader:
        """Open the post and wait for its thread."""
        self.page.goto(self.desk.lay(attributes, strict=strict))
        expect(self.heading).to_be_visible()
        return self

    def again(self) -> Reader:
        """Come back later, in the same browser."""
        self.page.reload()
        expect(self.heading).to_be_visible()
        return self

    @property
    def heading(self) -> Locator:
        return self.page.locator("discuss-thread .heading").first

    @property
    def thread(self) -> Locator:
        return self.page.locator("discuss-thread .thread")

    @property
    def form(self) -> Locator:
        return self.page.locator("discuss-thread form")

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("status")

    def card(self, text: str) -> Locator:
        """Give the one comment that says `text`."""
        return self.page.locator("discuss-thread article", has_text=text)

    def item(self, text: str) -> Locator:
        """Give the innermost item of the list whose own comment says `text`, with what opens below it."""
        return self.page.locator(f"discuss-thread li:has(> article:has-text({text!r}))")

    def compose(self) -> Reader:
        self.page.get_by_role("button", name="Write a comment").click()
        return self

    def fill(self, body: str, name: str | None = "Ruth") -> Reader:
        if name is not None:
            self.form.get_by_label("Name").fill(name)
        self.form.get_by_label("Your comment").fill(body)
        return self

    def post(self) -> Reader:
        self.form.get_by_role("button", name="Post", exact=True).click()
        return self

    def write(self, body: str, name: str | None = "Ruth") -> Reader:
        """Write a comment as a guest and wait until it stands there."""
        self.compose().fill(body, name).post()
        expect(self.card(body)).to_be_visible()
        return self

    def bodies(self) -> list[str]:
        """Give what all comments on screen say, from top to bottom."""
        return [text.strip() for text in self.page.locator("discuss-thread article .body").all_inner_texts()]

    def leave(self) -> None:
        """Close the browser. Nothing may have been refused by the page, asked of strangers, or left as a cookie."""
        cookies = self.context.cookies()
        self.context.close()
        assert not self.refused
        assert not self.dialogs
        assert cookies == []
        known = (self.desk.service.url, self.desk.blog.url, "data:", "blob:", "about:")
        assert [url for url in self.asked if not url.startswith(known)] == []
