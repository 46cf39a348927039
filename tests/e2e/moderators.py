"""A moderator at a browser: what one does with the queue, and what must never happen meanwhile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from discuss.services import sites
from discuss.store.tables import Comment
from tests.e2e.services import Said

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator

    from tests.e2e.readers import Desk
    from tests.e2e.services import Service

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
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

    def sign_in(self, who: str = "") -> Moderator:
        """Come to the queue of the site by way of the sign-in."""
        self.go(f"{self.site}/")
        self.page.get_by_label("E-mail address").fill(f"{self.site}{who}@team.example")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page).to_have_url(f"{self.service.url}/moderate/{self.site}/")
        return self

    def press(self, key: str) -> None:
        """Press a key once the page listens to it."""
        self.page.wait_for_load_state()
        self.page.keyboard.press(key)

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


def hold(team: Desk, number: int) -> None:
    team.say(*(Said(f"Number {n}", name=f"Reader {n}") for n in range(number)))


def statuses(team: Desk) -> list[str]:
    with team.service.house() as (session, _):
        site = sites.access_site(session, team.site)
        return list(session.scalars(select(Comment.status).where(Comment.site_id == site.id).order_by(Comment.id)))


def check_in_reach(button: Locator, height: int) -> None:
    """Make sure that a thumb at the bottom of the screen finds a button there, large enough, as the page is now."""
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert box["width"] >= 48
    assert box["y"] >= height / 2
    assert box["y"] + box["height"] <= height


def check_with_axe(mo: Moderator) -> None:
    results = Axe().run(mo.page)
    found = [
        [violation["id"], [node["html"] for node in violation["nodes"]]] for violation in results.response["violations"]
    ]
    assert found == [], json.dumps([mo.page.url, found], indent=1)
