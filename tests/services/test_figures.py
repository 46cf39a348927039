"""Figures count what was stored: decisions by day and person, waits, and what the rules were good for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.figures import DAYS
from discuss.domain.permissions import Role
from discuss.domain.times import DAY
from discuss.errors import NotAllowed, UnknownSite
from discuss.services import access, comments, moderation, sites, undoing
from discuss.services.figures import load_figures
from discuss.services.identity import Visitor
from discuss.services.moderation import Decision, Item
from tests.store.listening import listening

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.figures import FiguresView
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

MINUTE = 60_000


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_795_348_800_000  # noon in UTC

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hand(session: Session, instance: Instance, site: Site, clock: Clock) -> Hand:
    assert site.name == "town"
    sites.set_site(session, "town", {"premoderation": "all", "posts_limit": "off"})
    return Hand(session, replace(instance, clock=clock))


class Hand:
    """Writes, decides and looks at the figures."""

    def __init__(self, session: Session, instance: Instance) -> None:
        self.session, self.instance = session, instance
        self.people = {name: self._add(name, role) for name, role in (("mo", Role.MODERATOR), ("jo", Role.OWNER))}

    def _add(self, name: str, role: Role) -> Actor:
        user = sites.add_user(self.session, self.instance, f"{name}@town.example", name)
        sites.set_role(self.session, user.email, "town", role)
        return access.load_actor(self.session, user.id)

    def write(self, body: str = "Hello", address: str = "192.0.2.1") -> int:
        draft = Draft(url="https://town.example/a", body=body, name="Ann")
        wanted = comments.Post(site="town", draft=draft, visitor=Visitor(address=address))
        return comments.post_comment(self.session, self.instance, wanted).comment.id

    def decide(self, comment: int, deed: Deed = Deed.APPROVE, who: str = "mo", version: int = 1) -> str:
        decision = Decision(items=[Item(comment, version)], deed=deed)
        return moderation.decide(self.session, self.instance, self.people[who], decision).batch

    def look(self, who: str = "mo") -> FiguresView:
        return load_figures(self.session, self.people[who], "town", self.instance.clock())


def test_nothing_yet(hand: Hand) -> None:
    view = hand.look()
    assert (view.oldest, view.median, view.most, view.share, view.reasons) == (None, None, None, None, [])
    assert [(day.all, day.own) for day in view.days] == [(0, 0)] * DAYS


def test_decisions_are_on_their_day_and_each_sees_the_own(hand: Hand, clock: Clock) -> None:
    hand.decide(hand.write("One"))
    clock.now += DAY
    hand.decide(hand.write("Two"), who="jo")
    hand.decide(hand.write("Three"), Deed.SPAM, who="jo")
    assert [(day.all, day.own) for day in hand.look("mo").days[-2:]] == [(1, 1), (2, 0)]
    assert [(day.all, day.own) for day in hand.look("jo").days[-2:]] == [(1, 0), (2, 2)]
    clock.now += (DAYS - 1) * DAY
    assert sum(day.all for day in hand.look().days) == 2


def test_days_are_those_of_the_site(hand: Hand, clock: Clock) -> None:
    sites.set_site(hand.session, "town", {"timezone": "Pacific/Auckland"})
    hand.decide(hand.write())  # one in the night there
    clock.now += 11 * 60 * MINUTE
    assert [day.all for day in hand.look().days[-2:]] == [0, 1]


def test_how_long_things_waited(hand: Hand, clock: Clock) -> None:
    waiting = [hand.write(f"Number {n}") for n in range(10)]
    for number, comment in enumerate(waiting, start=1):
        clock.now += MINUTE
        hand.decide(comment)
        assert hand.look().oldest == (number * MINUTE if number < 10 else None)
    view = hand.look()
    assert (view.median, view.most) == (5 * MINUTE, 9 * MINUTE)


def test_taking_back_is_no_decision_and_the_next_wait_begins_there(hand: Hand, clock: Clock) -> None:
    comment = hand.write()
    clock.now += MINUTE
    batch = hand.decide(comment)
    clock.now += 60 * MINUTE
    undoing.undo(hand.session, hand.instance, hand.people["mo"], batch)
    assert sum(day.all for day in hand.look().days) == 1
    assert hand.look().most == MINUTE


def test_what_the_rules_were_good_for(hand: Hand) -> None:
    published = [hand.write(f"Number {n}") for n in range(2)]
    links = hand.write("http://a.example http://b.example http://c.example")
    hand.write("Still waiting")
    for comment in published:
        hand.decide(comment)
    hand.decide(links, Deed.SPAM)
    view = hand.look()
    assert (view.arrived, view.held, view.share) == (4, 4, 100)
    figures = {row.reason: (row.held, row.published) for row in view.reasons}
    assert figures["premoderated"] == (4, 67)
    assert figures["link-count"] == (1, 0)
    sites.set_site(hand.session, "town", {"premoderation": "none"})
    hand.write("Published at once")
    assert hand.look().share == 80


def test_only_members_who_see_what_waits(hand: Hand, instance: Instance) -> None:
    other = sites.add_user(hand.session, instance, "other@town.example", "Other")
    with pytest.raises(UnknownSite):
        load_figures(hand.session, access.load_actor(hand.session, other.id), "town", 0)
    sites.set_role(hand.session, other.email, "town", Role.CONTRIBUTOR)
    with pytest.raises(NotAllowed):
        load_figures(hand.session, access.load_actor(hand.session, other.id), "town", 0)


def count(session: Session, work: Callable[[], object]) -> int:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    with listening(engine) as said:
        work()
    return len(said.sent)


def test_it_costs_the_same_however_much_there_is(hand: Hand, session: Session) -> None:
    hand.look()
    few = count(session, hand.look)
    for number in range(12):
        hand.decide(hand.write(f"Number {number}"))
    assert count(session, hand.look) == few <= 8
