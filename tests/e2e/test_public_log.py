"""What everybody may read of the team's decisions, where the owner wants it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from discuss.domain.decisions import Deed
from discuss.domain.times import DAY
from discuss.services import access, sites
from discuss.services.moderation import Decision, Item, decide
from discuss.store.tables import Comment, User
from tests.e2e.services import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.moderators import Moderator
    from tests.e2e.readers import Desk, Reader

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.fixture
def owned(owned: Desk) -> Desk:
    owned.set_site(public_log="on")
    owned.say(Said("Is the ferry running on Sunday?", name="Ruth"))
    return owned


def test_everybody_reads_how_the_team_decides_where_the_owner_wants_it(
    open_moderator: Callable[..., Moderator], owned: Desk, reader: Reader
) -> None:
    mo = open_moderator().go(f"{owned.site}/threads/close?thread={owned.path}")
    mo.page.get_by_label("A word to the readers").fill("Thank you all.")
    mo.page.get_by_role("button", name="Close").click()
    expect(mo.bar).to_contain_text("Closed.")
    reader.page.goto(f"{owned.service.url}/{owned.site}/decisions")
    expect(reader.page.get_by_role("main")).to_contain_text(owned.path)
    expect(reader.page.locator("body")).not_to_contain_text(re.compile(r"\bMo\b"))
    expect(reader.page.locator("body")).not_to_contain_text("Ruth")


def test_everybody_reads_how_often_the_team_decided_what_up_to_yesterday(owned: Desk, reader: Reader) -> None:
    owned.say(*(Said(f"Buy number {n}", name="Max") for n in range(4)))
    with owned.service.house() as (session, instance):
        yesterday = replace(instance, clock=lambda: instance.clock() - DAY)
        site = sites.access_site(session, owned.site)
        user = session.scalars(select(User.id).where(User.email == f"{owned.site}@team.example")).one()
        theirs = session.execute(
            select(Comment.id, Comment.version).where(Comment.site_id == site.id, Comment.author_name == "Max")
        )
        items = [Item(row.id, row.version) for row in theirs]
        advertising = Decision(items=items, deed=Deed.REJECT, reason="advertising", note="Max, again")
        assert len(decide(session, yesterday, access.load_actor(session, user), advertising).results) == 4
    page = reader.page
    page.goto(f"{owned.service.url}/{owned.site}/decisions")
    expect(page.get_by_role("row", name=re.compile("Not for this site 4 4"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Advertising 4 4"))).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(re.compile(r"\bMo\b|Max"))
