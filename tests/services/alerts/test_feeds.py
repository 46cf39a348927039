"""The feed of one member: valid Atom at an address that nobody guesses, without a word of a reader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy import select

from discuss.domain.permissions import Role
from discuss.errors import NotFound
from discuss.services import being_told, own_feeds, sites
from discuss.store.session import writing
from discuss.store.tables import Membership, Site as SiteRow
from tests.services.alerts.watched import CANARY, TITLES

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from discuss.domain.permissions import Actor
    from tests.services.alerts.watched import Watched

pytestmark = pytest.mark.servers

ATOM = "{http://www.w3.org/2005/Atom}"
START = "https://comments.example/feeds/waiting/"


def find_address(town: Watched, actor: Actor) -> str | None:
    return being_told.load_told(town.session, town.instance, actor, "town").feed


def subscribe(town: Watched, actor: Actor) -> str:
    """Make a feed and give what stands at the end of its address."""
    own_feeds.make_feed(town.session, actor, "town")
    address = find_address(town, actor)
    assert address is not None
    assert address.startswith(START)
    return address.removeprefix(START)


def read(town: Watched, token: str) -> Element:
    found: Element = fromstring(own_feeds.load_feed(town.session, town.instance, token))
    return found


def titles(town: Watched, token: str) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in read(town, token).iter(f"{ATOM}entry")]


def test_it_is_atom_that_says_what_waits(town: Watched) -> None:
    token = subscribe(town, town.actor("Olga"))
    empty = read(town, token)
    assert titles(town, token) == []
    town.post()
    town.work()
    feed = read(town, token)
    assert feed.findtext(f"{ATOM}title") == "Town Talk: what waits"
    assert feed.findtext(f"{ATOM}id") == empty.findtext(f"{ATOM}id")
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "https://comments.example/moderate/town/",
        "self": START + token,
    }
    (entry,) = feed.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "A comment waits at Town Talk"
    assert entry.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated") == "2027-01-15T08:00:00+00:00"
    summary = entry.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.text == "A comment waits at Town Talk<br>The oldest has waited for less than an hour."
    assert CANARY.encode() not in own_feeds.load_feed(town.session, town.instance, token)


def test_one_round_is_one_entry_however_many_comments_come(town: Watched) -> None:
    token = subscribe(town, town.actor("Olga"))
    marks = set()
    for _ in range(120):
        town.post()
        town.pass_by(1)
        (entry,) = read(town, token).iter(f"{ATOM}entry")
        marks.add(entry.findtext(f"{ATOM}id"))
    assert len(marks) == 4
    assert titles(town, token) == ["120 comments wait at Town Talk"]


def test_it_is_silent_once_nothing_waits(town: Watched) -> None:
    token = subscribe(town, town.actor("Olga"))
    first = town.post()
    town.work()
    town.decide(town.actor("Olga"), first)
    assert titles(town, token) == []


def test_owners_are_reminded_in_it_until_somebody_looks(town: Watched) -> None:
    mo = town.join("Mo", Role.MODERATOR)
    of_owner, of_moderator = subscribe(town, town.actor("Olga")), subscribe(town, mo)
    waits = town.post()
    town.work()
    for _ in range(26):
        town.leap(60)
    assert titles(town, of_owner) == ["A comment waits at Town Talk", "Nobody looks at the comments of Town Talk"]
    assert titles(town, of_moderator) == ["A comment waits at Town Talk"]
    town.post()
    town.decide(mo, waits)
    assert titles(town, of_owner) == ["A comment waits at Town Talk"]


def test_another_address_ends_the_old_one(town: Watched) -> None:
    olga = town.actor("Olga")
    old = subscribe(town, olga)
    new = subscribe(town, olga)
    assert old != new
    with pytest.raises(NotFound):
        read(town, old)
    assert titles(town, new) == []
    own_feeds.end_feed(town.session, olga, "town")
    assert find_address(town, olga) is None
    with pytest.raises(NotFound):
        read(town, new)


def test_who_leaves_or_may_see_less_reads_no_more(town: Watched) -> None:
    mo, pia = town.join("Mo", Role.MODERATOR), town.join("Pia", Role.MODERATOR)
    of_mo, of_pia = subscribe(town, mo), subscribe(town, pia)
    town.join("Mo", Role.CONTRIBUTOR)
    with pytest.raises(NotFound):
        read(town, of_mo)
    with writing(town.session):
        row = town.session.scalars(select(Membership).where(Membership.user_id == pia.user_id)).one()
        town.session.delete(row)
    with pytest.raises(NotFound):
        read(town, of_pia)
    town.join("Pia", Role.MODERATOR)
    with pytest.raises(NotFound):
        read(town, of_pia)


def test_each_has_their_own_and_none_is_another_sites(town: Watched) -> None:
    sites.add_site(town.session, town.instance, sites.NewSite("village", "Village", "https://village.example"))
    town.join("Olga", site="village")
    token = subscribe(town, town.join("Mo", Role.MODERATOR))
    assert find_address(town, town.actor("Olga")) is None
    town.post(site="village")
    town.work()
    assert titles(town, token) == []


@pytest.mark.parametrize("token", ["", "x", "WzEsMSwxXQ.x", "é", "." * 3000, "null"])
def test_nobody_guesses_one(town: Watched, token: str) -> None:
    with pytest.raises(NotFound):
        read(town, token)


def test_the_link_that_ends_mails_reads_no_feed(town: Watched) -> None:
    town.post()
    token = subscribe(town, town.actor("Olga"))
    body, _, signature = token.rpartition(".")
    for other in (body, f"{body}.{signature[::-1]}", f"{body[:-1]}A.{signature}"):
        with pytest.raises(NotFound):
            read(town, other)


@pytest.mark.parametrize("title", [*TITLES, "]]><x/>&lt;b&gt;", "\x01\x0b\ufffe", "<![CDATA["])
def test_whatever_a_title_holds_it_stays_atom(town: Watched, title: str) -> None:
    with writing(town.session):
        town.session.scalars(select(SiteRow)).one().title = title
    token = subscribe(town, town.actor("Olga"))
    town.post()
    town.work()
    feed = read(town, token)
    assert {element.tag.removeprefix(ATOM) for element in feed.iter()} == {
        *("feed", "title", "link", "id", "updated", "author", "name", "entry", "published", "summary")
    }
    summary = feed.find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    assert "<script" not in str(summary.text)


def test_it_is_a_way_of_being_told(town: Watched) -> None:
    town.instance = replace(town.instance, settings=replace(town.instance.settings, smtp_url="", mail_from=""))
    olga = town.actor("Olga")
    assert not being_told.load_told(town.session, town.instance, olga, "town").is_told
    subscribe(town, olga)
    assert being_told.load_told(town.session, town.instance, olga, "town").is_told
