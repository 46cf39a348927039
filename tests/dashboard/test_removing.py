"""Removing a blog on the dashboard: what would go is said first, and its name is to be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.services import backup_copies, sites
from tests.api.worlds import dump
from tests.dashboard.moderating import see
from tests.hostile import TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.dashboard.moderating import Browser, Team

BLOGS = "/moderate/-/blogs"
PAGE = "/moderate/town/remove"


@pytest.fixture
def admin(enter: Callable[[str], Browser]) -> Browser:
    return enter("admin")


def test_what_would_go_is_said_and_a_copy_is_offered(admin: Browser, team: Team) -> None:
    for page in ("/a", "/a", "/b"):
        team.say(page=page)
    team.hold("Wait for me")
    assert PAGE in admin.see(BLOGS).links
    before = dump(team.session)
    seen = admin.see(PAGE)
    text = " ".join(seen.text.split())
    assert "4 comments 2 discussions 3 members of its team" in text, "also the one that nobody sees"
    assert "No copy has left this machine yet." in text
    assert "/moderate/-/backups" in seen.links
    assert dump(team.session) == before
    backup_copies.note_taken(team.session, team.instance, "/mnt/other-disk")
    assert "/mnt/other-disk" in admin.see(PAGE).text


@pytest.mark.parametrize("typed", ["town", " Town "])
def test_it_goes_once_its_name_is_typed(
    admin: Browser, enter: Callable[[str], Browser], team: Team, typed: str
) -> None:
    team.say()
    owner = enter("owner")
    assert admin.post(PAGE, typed=typed).location == BLOGS
    text = admin.see(BLOGS).text
    assert "The blog is removed." in text
    assert "Town Talk" not in text
    assert "Elsewhere" in text
    assert admin.get(PAGE).status_code == 404
    assert admin.post(PAGE, typed="town").status_code == 404
    assert owner.get("/moderate/town/").status_code == 404
    left = dump(team.session)
    assert not left["thread"]
    assert not left["comment"]
    assert len(left["user"]) == 6, "people stay"
    assert [site.name for site in sites.list_sites(team.session)] == ["elsewhere"]


def test_any_other_name_removes_nothing(admin: Browser, team: Team) -> None:
    before = dump(team.session)
    for typed in ("", "elsewhere", "Town Talk", *TRICKS, *UNSTORABLE):
        answer = admin.post(PAGE, typed=typed)
        assert answer.status_code == 422
        assert "Nothing was removed." in see(answer).text
    assert dump(team.session) == before


def test_who_is_no_administrator_any_more_removes_nothing(admin: Browser, team: Team) -> None:
    sites.set_admin(team.session, "admin@team.example", is_admin=False)
    assert admin.post(PAGE, typed="town").status_code == 404
    assert len(sites.list_sites(team.session)) == 2
