"""A moderator at a browser: what one does with the queue, and what must never happen meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator

    from tests.e2e.services import Service

PASSWORD = "correct horse battery"
_PATIENCE = 15_000


class Moderator:
    """A browser of one's own in which somebody of the team is to sign in."""

    def __init__(self, context: BrowserContext, service: Service, site: str) -> None:
        context.set_default_timeout(_PATIENCE)
        self.context = context
        self.service = service
        self.site = site
        self.asked: list[str] = []
        self.refused: list[str] = []
        self.page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.refused.append(str(error)))
        self.page.on("console", lambda message: self.refused.append(message.text) if message.type == "error" else None)

    def go(self, path: str = "") -> Moderator:
        self.page.goto(f"{self.service.url}/moderate/{path}")
        return self

    def sign_in(self) -> Moderator:
        """Come to the queue of the site by way of the sign-in."""
        self.go(f"{self.site}/")
        self.page.get_by_label("E-mail address").fill(f"{self.site}@team.example")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page).to_have_url(f"{self.service.url}/moderate/{self.site}/")
        return self

    @property
    def items(self) -> Locator:
        return self.page.locator("article.item")

    @property
    def bar(self) -> Locator:
        return self.page.get_by_role("status")

    def leave(self) -> None:
        """Close the browser. Nothing may have been refused by the page or asked of strangers."""
        self.context.close()
        assert not self.refused
        assert [url for url in self.asked if not url.startswith(self.service.url)] == []
