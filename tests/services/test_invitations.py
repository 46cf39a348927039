"""Invitations: one link, one member, one site; over when used, old, taken back, or their maker may not any more."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from discuss.domain.permissions import Actor, Role
from discuss.errors import Conflict, DiscussError, Invalid, LimitReached, NotAllowed, NotFound, UnknownSite
from discuss.services import access, invitations, members, password_links, retention, signing_in, sites
from discuss.services.identity import Visitor
from discuss.services.invitations import Newcomer, NewInvitation
from discuss.services.members import Change, NewMember
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry, Membership, Site as SiteRow, User
from discuss.store.team_tables import Invitation
from tests.api.worlds import dump
from tests.hostile import TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

PASSWORD = "three or four words"
OPERATOR = Actor(is_admin=True)
VISITOR = Visitor(address="192.0.2.1")


@dataclass(frozen=True)
class Team:
    """Ann and Bob own the town, Mo looks after its comments, Eve owns another site; Ida runs the service."""

    session: Session
    instance: Instance

    def find(self, name: str) -> int:
        with reading(self.session):
            return self.session.scalars(select(User).where(User.email == f"{name}@team.example")).one().id

    def act(self, name: str) -> Actor:
        return access.load_actor(self.session, self.find(name))

    def invite(self, role: Role = Role.MODERATOR, by: str | None = "ann", label: str = "") -> str:
        """Give the key of the link."""
        actor = self.act(by) if by else OPERATOR
        link = invitations.add_invitation(self.session, self.instance, actor, "town", NewInvitation(role, label))
        assert link.startswith("https://comments.example/moderate/-/invitation/")
        return link.rpartition("/")[2]

    def accept(self, key: str, name: str) -> str:
        return invitations.accept_invitation(self.session, self.instance, key, self.find(name))

    def join(self, key: str, name: str = "zoe", password: str = PASSWORD) -> None:
        newcomer = Newcomer(name.title(), f"{name}@team.example", password)
        invitations.join_by_invitation(self.session, self.instance, key, newcomer, VISITOR)

    def open(self) -> list[str]:
        views = invitations.list_invitations(self.session, self.instance, OPERATOR, "town")
        return [f"{view.role} by {view.by}" for view in views]

    def roles(self, site: str = "town") -> dict[str, str]:
        return {each.name: str(each.role) for each in members.list_members(self.session, OPERATOR, site)}

    def is_open(self, key: str) -> bool:
        try:
            invitations.load_offer(self.session, self.instance, key)
        except NotFound:
            return False
        return True


PEOPLE = {"ann": Role.OWNER, "bob": Role.OWNER, "mo": Role.MODERATOR, "eve": None, "ida": None}


@pytest.fixture
def team(session: Session, instance: Instance, site: Site) -> Team:
    sites.add_site(session, instance, sites.NewSite("village", "Village", "https://village.example"))
    for name, role in PEOPLE.items():
        sites.add_user(session, instance, f"{name}@team.example", name.title())
        if role:
            sites.set_role(session, f"{name}@team.example", site.name, role)
    sites.set_role(session, "eve@team.example", "village", Role.OWNER)
    sites.set_admin(session, "ida@team.example", is_admin=True)
    return Team(session, instance)


@pytest.mark.parametrize("by", ["ann", "ida", None])
def test_somebody_new_becomes_a_member_of_this_site_alone(team: Team, by: str | None) -> None:
    key = team.invite(Role.CONTRIBUTOR, by)
    offer = invitations.load_offer(team.session, team.instance, key)
    assert (offer.title, offer.role, offer.by) == ("Town Talk", Role.CONTRIBUTOR, by.title() if by else None)
    team.join(key)
    assert team.roles()["Zoe"] == "contributor"
    assert team.roles("village") == {"Eve": "owner"}
    attempt = signing_in.Attempt("zoe@team.example", PASSWORD)
    assert signing_in.sign_in(team.session, team.instance, attempt, VISITOR).name == "Zoe"


def test_who_has_an_account_accepts_with_it(team: Team) -> None:
    assert team.accept(team.invite(Role.OWNER), "eve") == "town"
    assert team.roles()["Eve"] == "owner"
    assert team.roles("village") == {"Eve": "owner"}


def test_nothing_that_is_stored_opens(team: Team) -> None:
    key = team.invite()
    with reading(team.session):
        stored = [bytes(row.digest).hex() for row in team.session.scalars(select(Invitation))]
    assert key not in repr(dump(team.session))
    assert not any(team.is_open(each) for each in stored)


def test_it_works_once(team: Team) -> None:
    key = team.invite()
    team.join(key)
    assert not team.is_open(key)
    for attempt in (lambda: team.join(key, "tom"), lambda: team.accept(key, "eve")):
        with pytest.raises(NotFound):
            attempt()
    assert team.open() == []
    assert len(team.roles()) == 4


def test_it_is_over_after_seven_days_and_swept_away(team: Team) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        key = team.invite()
        clock.shift(7 * 24 * 3600 - 1)
        assert team.is_open(key)
        clock.shift(1)
        assert not team.is_open(key)
        with pytest.raises(NotFound):
            team.accept(key, "eve")
        assert team.open() == []
        retention.sweep(team.session, team.instance)
        with reading(team.session):
            assert team.session.scalars(select(Invitation)).all() == []


def test_it_is_taken_back_by_any_owner_and_by_nobody_else(team: Team) -> None:
    key = team.invite(by="ann")
    (view,) = invitations.list_invitations(team.session, team.instance, team.act("bob"), "town")
    for who, error in {"mo": NotAllowed, "eve": UnknownSite}.items():
        with pytest.raises(error):
            invitations.remove_invitation(team.session, team.instance, team.act(who), "town", view.id)
        with pytest.raises(error):
            invitations.list_invitations(team.session, team.instance, team.act(who), "town")
        with pytest.raises(error):
            team.invite(by=who)
    with pytest.raises(NotFound):
        invitations.remove_invitation(team.session, team.instance, team.act("eve"), "village", view.id)
    assert team.is_open(key)
    invitations.remove_invitation(team.session, team.instance, team.act("bob"), "town", view.id)
    assert not team.is_open(key)
    with pytest.raises(NotFound):
        invitations.remove_invitation(team.session, team.instance, team.act("bob"), "town", view.id)


def step_down(team: Team) -> None:
    members.change_member(team.session, team.instance, team.act("ann"), "town", Change(team.find("ann"), None))


LOSSES: dict[str, Callable[[Team], None]] = {
    "leaves": step_down,
    "gets another role": lambda team: sites.set_role(team.session, "ann@team.example", "town", Role.MODERATOR),
    "hands the site over": lambda team: members.hand_over(
        team.session, team.instance, team.act("ann"), "town", team.find("mo")
    ),
    "is removed": lambda team: sites.remove_user(team.session, "ann@team.example"),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_it_is_void_once_its_maker_may_not_any_more(team: Team, loss: str) -> None:
    key, other = team.invite(Role.OWNER, "ann"), team.invite(Role.OWNER, "bob")
    LOSSES[loss](team)
    assert not team.is_open(key)
    with pytest.raises(NotFound):
        team.join(key)
    assert team.open() == ["owner by Bob"]
    assert team.is_open(other)
    if loss != "is removed":
        sites.set_role(team.session, "ann@team.example", "town", Role.OWNER)
        assert not team.is_open(key), "it stays void"


def test_that_of_an_administrator_is_void_once_they_are_none(team: Team) -> None:
    key = team.invite(by="ida")
    sites.set_admin(team.session, "ida@team.example", is_admin=False)
    assert not team.is_open(key)
    assert team.open() == []


def test_a_member_gets_more_to_do_and_never_less(team: Team) -> None:
    lower = team.invite(Role.CONTRIBUTOR)
    for name in ("ann", "mo"):
        with pytest.raises(Conflict):
            team.accept(lower, name)
    with pytest.raises(Conflict):
        team.accept(team.invite(Role.MODERATOR), "mo")
    assert team.is_open(lower), "for who it was meant for"
    team.accept(team.invite(Role.OWNER), "mo")
    assert team.roles() == {"Ann": "owner", "Bob": "owner", "Mo": "owner"}


def test_an_address_that_is_known_is_not_taken_over(team: Team) -> None:
    key = team.invite()
    sites.set_password(team.session, "eve@team.example", PASSWORD)
    for spelling in ("eve", "EVE", " Eve"):
        with pytest.raises(Invalid, match="already"):
            team.join(key, spelling, "another set of words")
    assert team.is_open(key)
    attempt = signing_in.Attempt("eve@team.example", PASSWORD)
    assert signing_in.sign_in(team.session, team.instance, attempt, VISITOR)
    assert "Eve" not in team.roles()


def test_an_address_taken_in_beforehand_brings_nothing_that_is_given_to_it_later(team: Team) -> None:
    """Eve makes an account under an address that is not hers, and waits for somebody to add that one."""
    link = invitations.add_invitation(
        team.session, team.instance, team.act("eve"), "village", NewInvitation(Role.CONTRIBUTOR)
    )
    team.join(link.rpartition("/")[2], "zoe", "a password that eve knows")
    new = NewMember("zoe@team.example", "Zoe", Role.OWNER)
    with pytest.raises(Invalid, match="never shown"):
        members.add_member(team.session, team.instance, team.act("ann"), "town", new)
    assert "Zoe" not in team.roles()
    # Who reads the mails of the address sets another password, and may be added from then on.
    forgotten = password_links.build_link(team.session, team.instance, "zoe@team.example").rpartition("/")[2]
    password_links.use_link(team.session, team.instance, forgotten, PASSWORD)
    members.add_member(team.session, team.instance, team.act("ann"), "town", new)
    assert team.roles()["Zoe"] == "owner"


def test_trying_addresses_is_limited(team: Team) -> None:
    key = team.invite()
    with pytest.raises(LimitReached):  # noqa: PT012 - the first of them are refused for another reason
        for _ in range(50):
            with pytest.raises(Invalid):
                team.join(key, "eve")
    assert team.is_open(key)


def test_hostile_values_are_refused_or_kept_whole(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 1000)
    for trick in (*TRICKS, *UNSTORABLE):
        try:
            key = team.invite(label=trick)
        except Invalid:
            key = team.invite()
        else:
            view = invitations.list_invitations(team.session, team.instance, OPERATOR, "town")[0]
            assert unicodedata.normalize("NFC", " ".join(trick.split())) == view.label
        assert not team.is_open(trick)
        with pytest.raises(Invalid):
            invitations.join_by_invitation(team.session, team.instance, key, Newcomer("Zoe", trick, PASSWORD), VISITOR)
        with pytest.raises(Invalid):
            team.join(key, password=trick[:5])
        assert team.is_open(key)
    assert len(team.roles()) == 3


def test_there_are_so_many_open_and_no_more(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    keys = [team.invite(), team.invite()]
    with pytest.raises(Invalid, match="too many"):
        team.invite()
    monkeypatch.setattr(invitations, "MOST", 3)
    with pytest.raises(Conflict, match="too many"):
        team.join(keys[0])
    with reading(team.session):
        assert team.session.query(User).filter_by(email="zoe@team.example").count() == 0


def test_the_log_tells_what_became_of_it(team: Team) -> None:
    team.join(team.invite(Role.CONTRIBUTOR, label="for  Zoe"))
    team.invite(Role.OWNER, label="for nobody")
    (view,) = invitations.list_invitations(team.session, team.instance, team.act("bob"), "town")
    invitations.remove_invitation(team.session, team.instance, team.act("bob"), "town", view.id)
    with reading(team.session):
        rows = [
            (row.user_id, row.action, row.reason, row.note)
            for row in team.session.scalars(select(LogEntry).order_by(LogEntry.id))
        ]
    ann, bob, zoe = (team.find(name) for name in ("ann", "bob", "zoe"))
    assert rows == [
        (ann, "invite", "contributor", "for Zoe"),
        (zoe, "join", "contributor", "Zoe"),
        (ann, "invite", "owner", "for nobody"),
        (bob, "uninvite", "owner", "for nobody"),
    ]


def wait_until_somebody_waits(engine: Engine) -> None:
    """Wait for another transaction to wait for the row that this one holds; SQLite lets nobody begin meanwhile."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not connection.scalar(text(waits)):
                pass


def test_that_of_a_site_which_is_removed_meanwhile_is_not_valid_any_more(team: Team, engine: Engine) -> None:
    key, eve = team.invite(), team.find("eve")

    def accept() -> None:
        with Session(engine, expire_on_commit=False) as session:
            invitations.accept_invitation(session, team.instance, key, eve)

    with ThreadPoolExecutor(1) as pool:
        with writing(team.session):
            team.session.delete(team.session.scalars(select(SiteRow).where(SiteRow.name == "town")).one())
            team.session.flush()
            accepted = pool.submit(accept)
            wait_until_somebody_waits(engine)
        with pytest.raises(NotFound, match="invitation"):
            accepted.result(timeout=60)


def test_two_who_take_it_at_once_are_one_member(team: Team, engine: Engine) -> None:
    key, barrier = team.invite(), Barrier(2)
    people = [team.find("eve"), team.find("ida")]

    def work(number: int) -> DiscussError | None:
        with Session(engine, expire_on_commit=False) as session:
            barrier.wait(timeout=60)
            try:
                invitations.accept_invitation(session, team.instance, key, people[number])
            except DiscussError as error:
                return error
            return None

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, range(2)))
    assert [type(each) for each in done if each] == [NotFound]
    with reading(team.session):
        assert team.session.query(Membership).count() == 5
