"""A reader without JavaScript: what one does with the service's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.readers import Reader


class PlainReader:
    """A reader without JavaScript, who comes from the post by its link."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.page: Page = reader.page

    def come(self) -> PlainReader:
        self.page.goto(self.reader.desk.lay())
        self.page.get_by_role("link", name="Read and write comments").click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        return self

    def card(self, text: str) -> Locator:
        return self.page.locator("article.comment", has_text=text)

    def fill(self, body: str, name: str = "Ruth") -> PlainReader:
        self.page.get_by_label("Your comment").fill(body)
        self.page.get_by_label("Name").fill(name)
        return self

    def press(self, button: str) -> PlainReader:
        self.page.get_by_role("button", name=button, exact=True).click()
        return self

    def follow(self, link: str) -> PlainReader:
        self.page.get_by_role("link", name=link).first.click()
        return self

    def write(self, body: str, name: str = "Ruth") -> PlainReader:
        return self.fill(body, name).press("Preview").press("Post")
