"""The link that sets a password once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from discuss.errors import NotFound
from discuss.services import password_links, sites
from tests.dashboard.moderating import Browser, Team, path_of, see
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

NEW = "three or four words"
MO = "moderator@team.example"


def link_of(team: Team, email: str = MO) -> str:
    return path_of(password_links.build_link(team.session, team.instance, email))


@pytest.fixture
def out(enter: Callable[[str], Browser]) -> Browser:
    return enter("out")


def test_a_new_member_sets_a_password_and_is_in(out: Browser, team: Team) -> None:
    sites.add_user(team.session, team.instance, "new@team.example", "New")
    link = link_of(team, "new@team.example")
    assert "New" in out.see(link).text
    assert out.post(link, new=NEW).location == "/moderate/"
    assert out.get("/moderate/").status_code == 200
    assert out.post("/moderate/-/sign-out").status_code == 303
    assert out.sign_in("new@team.example", NEW).status_code == 303


def test_it_works_once_and_ends_what_was_begun(out: Browser, team: Team, mo: Browser) -> None:
    link, second = link_of(team), link_of(team)
    assert out.post(link, new=NEW).status_code == 303
    assert mo.get("/moderate/").status_code == 303
    for used in (link, second):
        assert out.get(used).status_code == 404
        assert "used already" in see(out.post(used, new="another good one")).text
    assert mo.sign_in(MO, NEW).status_code == 303


def test_it_is_over_after_two_days(out: Browser, team: Team) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        link = link_of(team)
        clock.shift(2 * 24 * 3600 - 1)
        assert out.get(link).status_code == 200
        clock.shift(1)
        assert out.get(link).status_code == 404
        assert out.post(link, new=NEW).status_code == 404


def test_a_short_password_is_refused_and_the_link_stays(out: Browser, team: Team) -> None:
    link = link_of(team)
    answer = out.post(link, new="short")
    assert answer.status_code == 422
    assert "at least 10 characters" in see(answer).text
    assert out.post(link, new=NEW).status_code == 303


def test_nobody_makes_one_up(out: Browser, team: Team) -> None:
    link = link_of(team)
    number, epoch, until, signed = link.rpartition("/")[2].split(".")
    for other in (
        f"{int(number) + 1}.{epoch}.{until}.{signed}",
        f"{number}.{epoch}.{int(until) + 1}.{signed}",
        f"{number}.1.{until}.{signed}",
        f"{number}.{epoch}.{until}.{'0' * 64}",
        f"{number}.{epoch}.{until}",
        f"{'9' * 19}.{epoch}.{until}.{signed}",
    ):
        assert out.get(f"/moderate/-/password/{other}").status_code == 404, other
    for trick in TRICKS:
        with pytest.raises(NotFound):
            password_links.access_link(team.session, team.instance, trick)


def test_there_is_none_for_a_stranger(team: Team) -> None:
    with pytest.raises(NotFound):
        password_links.build_link(team.session, team.instance, "nobody@team.example")
