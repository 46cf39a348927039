"""Bans: whom they stop, where, until when, and how what came before is swept away and brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from discuss.domain.bans import BanKind, BanOrder
from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Actor, Role
from discuss.domain.times import DAY
from discuss.errors import Banned, Invalid, NotAllowed, NotFound, UnknownSite
from discuss.services import bans, comments, retention, undoing, voices
from discuss.services.bans import Theirs
from discuss.store.machine_tables import AddressKey
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, LogEntry, Subscription
from discuss.store.team_tables import Ban
from tests.services.writers import LONG, Writers, reader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.identity import Visitor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

ANN, BEA = reader(1), reader(2)
HOME = {"reader": ANN, "address": reader(7, "192.0.1.1"), "network": reader(7, "192.0.1.200")}
"""Who is stopped by a ban of each kind, besides Ann herself."""


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    assert site.name == "town"
    return Writers(session, instance)


@pytest.fixture
def moderator(writers: Writers) -> Actor:
    return writers.add_moderator()


def ban(writers: Writers, moderator: Actor, order: BanOrder) -> bans.BanView:
    return bans.add_ban(writers.session, writers.instance, moderator, "town", sweeping(writers, order, 0)).ban


def sweeping(writers: Writers, order: BanOrder, days: int) -> Theirs:
    return Theirs(order, days, writers.instance.clock() + 1)


def later(writers: Writers, millis: int) -> Writers:
    clock = writers.instance.clock
    return replace(writers, instance=replace(writers.instance, clock=lambda: clock() + millis))


def confirm(writers: Writers, email: str) -> None:
    with writing(writers.session):
        thread = writers.session.scalars(select(Comment.thread_id).limit(1)).one()
        writers.session.add(Subscription(id=1, thread_id=thread, email=email, created=0, confirmed=1))


@pytest.mark.parametrize("kind", HOME)
def test_who_is_banned_writes_and_reacts_no_more(writers: Writers, moderator: Actor, kind: str) -> None:
    theirs, other = writers.post(ANN), writers.post(BEA)
    ban(writers, moderator, BanOrder(kind=BanKind(kind), comment=theirs))
    for who in (ANN, HOME[kind]):
        with pytest.raises(Banned):
            writers.post(who)
        with pytest.raises(Banned):
            writers.flag(other, who)
        with pytest.raises(Banned):
            writers.vote(other, who)
    with pytest.raises(Banned):
        writers.edit(theirs, "Another text")
    assert writers.find(theirs).body == "Hello"
    assert writers.find(other).flags == writers.find(other).up == 0


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("reader", reader(7, "192.0.1.1")),
        ("address", reader(1, "192.0.1.200")),
        ("network", reader(1, "192.0.9.1")),
    ],
)
def test_others_write_on(writers: Writers, moderator: Actor, kind: str, who: Visitor) -> None:
    ban(writers, moderator, BanOrder(kind=BanKind(kind), comment=writers.post(ANN)))
    assert writers.status(writers.post(who)) == "approved"


def test_an_address_is_known_in_another_month_too(writers: Writers, moderator: Actor) -> None:
    ban(writers, moderator, BanOrder(kind=BanKind.ADDRESS, comment=writers.post(ANN)))
    much_later = later(writers, 200 * DAY)
    retention.sweep(writers.session, much_later.instance)
    with reading(writers.session):
        assert writers.session.scalars(select(AddressKey)).all() == []
    with pytest.raises(Banned):
        much_later.post(HOME["address"])
    assert much_later.post(BEA)


def test_what_is_too_old_cannot_be_banned_by_address(writers: Writers, moderator: Actor) -> None:
    comment = writers.post(ANN)
    much_later = later(writers, 200 * DAY)
    retention.sweep(writers.session, much_later.instance)
    with pytest.raises(Invalid):
        ban(much_later, moderator, BanOrder(kind=BanKind.NETWORK, comment=comment))


def test_a_ban_ends_and_takes_its_key_along(writers: Writers, moderator: Actor) -> None:
    until = writers.instance.clock() + DAY
    ban(writers, moderator, BanOrder(kind=BanKind.ADDRESS, comment=writers.post(ANN), until=until))
    with pytest.raises(Banned, match="until"):
        writers.post(ANN)
    tomorrow = later(writers, 2 * DAY)
    assert tomorrow.post(ANN)
    assert bans.list_bans(writers.session, tomorrow.instance, moderator, "town") == []
    retention.sweep(writers.session, tomorrow.instance)
    with reading(writers.session):
        assert writers.session.scalars(select(Ban)).all() == []


def test_a_domain_is_banned_with_all_below_it(writers: Writers, moderator: Actor) -> None:
    writers.set(website="on", max_links="9")
    mine = writers.post(ANN)
    ban(writers, moderator, BanOrder(kind=BanKind.DOMAIN, value="Bad.example"))
    for body in ("See https://bad.example/x", "[x](http://www.bad.example:8080)", "<me@bad.example>"):
        with pytest.raises(Banned, match=r"bad\.example"):
            writers.post(BEA, body)
    with pytest.raises(Banned):
        writers.post(BEA, website="https://a.b.bad.example")
    with pytest.raises(Banned):
        writers.edit(mine, "https://bad.example")
    assert writers.post(BEA, "https://notbad.example https://example https://ok.example/bad.example")


def test_only_a_confirmed_address_is_banned(writers: Writers, moderator: Actor) -> None:
    writers.set(email="required")
    order = BanOrder(kind=BanKind.EMAIL, comment=writers.post(ANN, email="Ann@example.org"))
    with pytest.raises(Invalid) as refused:
        ban(writers, moderator, order)
    assert [error.pointer for error in refused.value.errors] == ["/value"]
    confirm(writers, "Ann@example.org")
    view = ban(writers, moderator, order)
    assert view.label == "…@example.org"
    with pytest.raises(Banned):
        writers.post(BEA, email="ann@example.org")
    assert writers.post(BEA, email="bea@example.org")


def test_members_are_never_banned(writers: Writers, moderator: Actor, session: Session) -> None:
    assert moderator.user_id is not None
    comment = writers.post(ANN)
    ban(writers, moderator, BanOrder(kind=BanKind.READER, comment=comment))
    member = voices.Member(user_id=moderator.user_id, role=Role.MODERATOR)
    draft = Draft(url="https://town.example/a", body="Please.", name="The moderator")
    post = comments.Post(site="town", draft=draft, visitor=ANN, member=member)
    answer = comments.post_comment(session, writers.instance, post)
    with pytest.raises(Invalid):
        ban(writers, moderator, BanOrder(kind=BanKind.READER, comment=answer.comment.id))
    writers.edit(answer.comment.id, "Please be kind.")


def test_a_retry_is_answered_as_before(writers: Writers, moderator: Actor, session: Session) -> None:
    draft = Draft(url="https://town.example/a", body="Hello", name="Ann")
    post = comments.Post(site="town", draft=draft, visitor=ANN, key="one", fingerprint=b"f" * 32)
    first = comments.post_comment(session, writers.instance, post)
    ban(writers, moderator, BanOrder(kind=BanKind.READER, comment=first.comment.id))
    assert comments.post_comment(session, writers.instance, post) == first


def test_bans_are_listed_replaced_and_removed(writers: Writers, moderator: Actor, session: Session) -> None:
    comment = writers.post(ANN)
    order = BanOrder(kind=BanKind.READER, comment=comment, reason="Shouts")
    first = ban(writers, moderator, order)
    second = ban(writers, moderator, replace(order, until=writers.instance.clock() + DAY))
    (listed,) = bans.list_bans(session, writers.instance, moderator, "town")
    assert (listed.id, listed.label, listed.reason, listed.by) == (second.id, "Ann", "Shouts", "The moderator")
    with pytest.raises(NotFound):
        bans.remove_ban(session, writers.instance, moderator, "town", first.id)
    bans.remove_ban(session, writers.instance, moderator, "town", second.id)
    assert writers.post(ANN)
    with reading(session):
        entries = session.scalars(select(LogEntry).order_by(LogEntry.id)).all()
    assert [(entry.action, entry.reason, entry.user_id) for entry in entries] == [
        ("ban", "ban-reader", moderator.user_id),
        ("ban", "ban-reader", moderator.user_id),
        ("unban", "ban-reader", moderator.user_id),
    ]


@pytest.mark.parametrize(
    "order",
    [
        BanOrder(kind=BanKind.READER),
        BanOrder(kind=BanKind.READER, comment=1),
        BanOrder(kind=BanKind.ADDRESS, comment=2**63 - 1),
        BanOrder(kind=BanKind.DOMAIN),
        BanOrder(kind=BanKind.DOMAIN, value="a.example, b.example"),
        BanOrder(kind=BanKind.DOMAIN, value="https://a.example"),
        BanOrder(kind=BanKind.EMAIL, value="nobody"),
        BanOrder(kind=BanKind.EMAIL),
        BanOrder(kind=BanKind.DOMAIN, value="a.example", until=1),
        BanOrder(kind=BanKind.DOMAIN, value="a.example", reason="x" * 301),
    ],
)
def test_what_names_nobody_is_refused(writers: Writers, moderator: Actor, order: BanOrder) -> None:
    with pytest.raises(Invalid):
        ban(writers, moderator, order)
    with reading(writers.session):
        assert writers.session.scalars(select(Ban)).all() == []


def test_only_who_decides_bans(writers: Writers, moderator: Actor) -> None:
    contributor = writers.add_moderator(Role.CONTRIBUTOR)
    order = BanOrder(kind=BanKind.READER, comment=writers.post(ANN))
    with pytest.raises(NotAllowed):
        ban(writers, contributor, order)
    with pytest.raises(UnknownSite):
        ban(writers, Actor(), order)
    view = ban(writers, moderator, order)
    with pytest.raises(NotAllowed):
        bans.remove_ban(writers.session, writers.instance, contributor, "town", view.id)
    with pytest.raises(UnknownSite):
        bans.list_bans(writers.session, writers.instance, Actor(), "town")


@pytest.mark.parametrize("kind", HOME)
def test_everything_from_them_goes_and_comes_back(writers: Writers, moderator: Actor, kind: str) -> None:
    theirs = [writers.post(ANN, page=f"/{number}") for number in range(3)]
    other = writers.post(BEA)
    writers.decide(moderator, Deed.REJECT, theirs[0])
    long_ago = later(writers, -9 * DAY).post(ANN, page="/old")
    wanted = sweeping(writers, BanOrder(kind=BanKind(kind), comment=theirs[1]), 7)
    items = bans.load_theirs(writers.session, writers.instance, moderator, "town", wanted)
    assert [item.id for item in items] == [theirs[2], theirs[1]]
    batch = bans.add_ban(writers.session, writers.instance, moderator, "town", wanted).batch
    found = {each: writers.status(each) for each in (*theirs, other, long_ago)}
    assert list(found.values()) == ["rejected", "spam", "spam", "approved", "approved"]
    assert bans.load_theirs(writers.session, writers.instance, moderator, "town", wanted) == []
    undone = undoing.undo(writers.session, writers.instance, moderator, batch.batch)
    assert [writers.status(each) for each in theirs] == ["rejected", "approved", "approved"]
    assert [each.status for each in undone.results if each.status == "unbanned"] == ["unbanned"]
    assert writers.post(ANN, "Hello again")
    again = undoing.undo(writers.session, writers.instance, moderator, undone.batch)
    assert [each.error for each in again.results if each.status == "unbanned"] == ["stale"]
    assert writers.post(ANN, "And again"), "nobody is banned by undoing"


def test_taking_back_a_ban_brings_back_the_one_it_replaced(writers: Writers, moderator: Actor) -> None:
    order = BanOrder(kind=BanKind.READER, comment=writers.post(ANN))
    first, second, third = (
        bans.add_ban(writers.session, writers.instance, moderator, "town", sweeping(writers, each, 0))
        for each in (order, replace(order, reason="Again"), replace(order, until=writers.instance.clock() + DAY))
    )
    assert _take_back(writers, moderator, first) == ["stale"], "another one holds"
    assert _take_back(writers, moderator, third) == [None]
    (holding,) = bans.list_bans(writers.session, writers.instance, moderator, "town")
    assert holding.id == second.ban.id
    with pytest.raises(Banned):
        writers.post(ANN)
    bans.remove_ban(writers.session, writers.instance, moderator, "town", second.ban.id)
    assert writers.post(ANN), "who ends a ban by hand ends what it replaced as well"
    with reading(writers.session):
        assert writers.session.scalars(select(Ban)).all() == []


def _take_back(writers: Writers, moderator: Actor, spoken: bans.Spoken) -> list[str | None]:
    undone = undoing.undo(writers.session, writers.instance, moderator, spoken.batch.batch)
    return [each.error for each in undone.results]


def test_only_what_was_there_at_the_preview_goes(writers: Writers, moderator: Actor) -> None:
    seen = writers.post(ANN)
    wanted = sweeping(writers, BanOrder(kind=BanKind.READER, comment=seen), 7)
    soon = later(writers, 1000)
    late = soon.post(ANN, "Later")
    bans.add_ban(soon.session, soon.instance, moderator, "town", wanted)
    assert [writers.status(each) for each in (seen, late)] == ["spam", "approved"]


def test_a_ban_that_fails_leaves_nothing_of_both(writers: Writers, moderator: Actor) -> None:
    theirs = writers.post(ANN)
    wanted = sweeping(writers, BanOrder(kind=BanKind.READER, comment=theirs), 7)

    def fail() -> int:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        bans.add_ban(writers.session, replace(writers.instance, draw=fail), moderator, "town", wanted)
    assert writers.status(theirs) == "approved"
    assert writers.post(ANN, "Hello again")
    with reading(writers.session):
        assert writers.session.scalars(select(LogEntry.action).where(LogEntry.actor == "member")).all() == []


def test_everything_that_links_there_is_found(writers: Writers, moderator: Actor) -> None:
    linking = writers.post(ANN, f"{LONG} https://www.bad.example/x?a=1&b=2")
    writers.post(BEA, "Do not go to notbad.example or https://ok.example/bad.example")
    wanted = sweeping(writers, BanOrder(kind=BanKind.DOMAIN, value="bad.example"), 1)
    items = bans.load_theirs(writers.session, writers.instance, moderator, "town", wanted)
    assert [item.id for item in items] == [linking]


def test_who_banned_may_leave(writers: Writers, moderator: Actor, session: Session) -> None:
    ban(writers, moderator, BanOrder(kind=BanKind.READER, comment=writers.post(ANN)))
    with writing(session):
        session.execute(update(Ban).values(by=None))
    (listed,) = bans.list_bans(session, writers.instance, moderator, "town")
    assert listed.by is None
