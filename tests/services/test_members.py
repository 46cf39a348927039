"""Members: added, changed and taken out by owners alone, with an owner left at all times, whoever acts at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from discuss.domain.permissions import Actor, Role
from discuss.errors import Conflict, DiscussError, Invalid, NotAllowed, NotAuthenticated, NotFound, UnknownSite
from discuss.jobs import run_due
from discuss.services import access, members, password_links, signing_in, sites
from discuss.services.members import Change, NewMember
from discuss.store.machine_tables import Job
from discuss.store.session import reading
from discuss.store.tables import LogEntry, User
from tests.hostile import TRICKS, UNSTORABLE
from tests.notifications.office import open_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

PASSWORD = "three or four words"


@dataclass(frozen=True)
class Team:
    """Ann and Bob own the town, Mo looks after its comments."""

    session: Session
    instance: Instance

    def find(self, name: str) -> int:
        with reading(self.session):
            user = self.session.scalars(select(User).where(User.email == f"{name}@team.example")).one()
            return user.id

    def act(self, name: str) -> Actor:
        return access.load_actor(self.session, self.find(name))

    def add(self, name: str, role: Role = Role.MODERATOR, by: str = "ann") -> None:
        new = NewMember(f"{name}@team.example", name.title(), role)
        members.add_member(self.session, self.instance, self.act(by), "town", new)

    def change(self, name: str, role: Role | None, by: str = "ann") -> None:
        change = Change(self.find(name), role)
        members.change_member(self.session, self.instance, self.act(by), "town", change)

    def roles(self) -> dict[str, str]:
        admin = Actor(is_admin=True)
        return {each.name: str(each.role) for each in members.list_members(self.session, admin, "town")}

    def log(self) -> list[tuple[Any, ...]]:
        with reading(self.session):
            rows = self.session.scalars(select(LogEntry).order_by(LogEntry.id)).all()
            return [(row.user_id, row.actor, row.action, row.reason, row.note) for row in rows]

    def without_mail(self) -> Team:
        settings = replace(self.instance.settings, smtp_url="", mail_from="")
        return Team(self.session, replace(self.instance, settings=settings))


@pytest.fixture
def team(session: Session, instance: Instance, site: Site) -> Team:
    for name, role in {"ann": Role.OWNER, "bob": Role.OWNER, "mo": Role.MODERATOR}.items():
        sites.add_user(session, instance, f"{name}@team.example", name.title(), PASSWORD)
        sites.set_role(session, f"{name}@team.example", site.name, role)
    return Team(session, instance)


def test_what_owners_do_is_in_the_log(team: Team) -> None:
    team.add("zoe", Role.CONTRIBUTOR)
    team.change("zoe", Role.OWNER)
    team.change("zoe", Role.OWNER)
    assert team.roles() == {"Ann": "owner", "Bob": "owner", "Mo": "moderator", "Zoe": "owner"}
    team.change("zoe", None)
    assert "Zoe" not in team.roles()
    ann = team.find("ann")
    assert team.log() == [
        (ann, "member", "join", "contributor", "Zoe"),
        (ann, "member", "role", "owner", "Zoe"),
        (ann, "member", "leave", "owner", "Zoe"),
    ]


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.CONTRIBUTOR])
def test_the_last_owner_stays_one(team: Team, role: Role | None) -> None:
    team.change("bob", role)
    with pytest.raises(Conflict):
        team.change("ann", role)
    assert team.roles()["Ann"] == "owner"


def test_nobody_but_owners(team: Team) -> None:
    with pytest.raises(NotAllowed):
        team.add("zoe", by="mo")
    with pytest.raises(NotAllowed):
        team.change("bob", None, by="mo")
    with pytest.raises(NotAllowed):
        members.list_members(team.session, team.act("mo"), "town")
    sites.add_user(team.session, team.instance, "eve@team.example", "Eve", PASSWORD)
    with pytest.raises(UnknownSite):
        team.add("eve", by="eve")
    with pytest.raises(UnknownSite):
        team.change("bob", None, by="eve")
    assert team.roles() == {"Ann": "owner", "Bob": "owner", "Mo": "moderator"}
    assert team.log() == []


def test_who_was_an_owner_when_the_page_was_loaded_may_not_have_stayed_one(team: Team) -> None:
    bob = team.act("bob")
    team.change("bob", Role.MODERATOR)
    with pytest.raises(NotAllowed):
        members.change_member(team.session, team.instance, bob, "town", Change(team.find("mo"), None))
    sites.remove_user(team.session, "bob@team.example")
    with pytest.raises(NotAuthenticated):
        members.add_member(team.session, team.instance, bob, "town", NewMember("x@team.example", "X", Role.OWNER))


def test_strangers_cannot_be_changed(team: Team) -> None:
    sites.add_user(team.session, team.instance, "eve@team.example", "Eve", PASSWORD)
    for number in (team.find("eve"), 0, 2**62):
        with pytest.raises(NotFound):
            members.change_member(team.session, team.instance, team.act("ann"), "town", Change(number, Role.OWNER))


def test_two_owners_who_take_each_other_out_at_once_leave_one(team: Team, engine: Engine) -> None:
    for round_ in range(5):
        done = do_both(engine, take_out(team, ("ann", "bob"), ("bob", "ann")))
        assert [type(each) for each in done if each] == [UnknownSite], done
        left, gone = ("ann", "bob") if "Ann" in team.roles() else ("bob", "ann")
        assert team.roles() == {left.title(): "owner", "Mo": "moderator"}, round_
        team.add(gone, Role.OWNER, by=left)


def test_two_owners_who_step_down_at_once_leave_one(team: Team, engine: Engine) -> None:
    done = do_both(engine, take_out(team, ("ann", "bob"), ("ann", "bob"), Role.MODERATOR))
    assert [type(each) for each in done if each] == [Conflict]
    assert sorted(team.roles().values()) == ["moderator", "moderator", "owner"]


def test_somebody_new_who_is_added_twice_at_once_is_one_person(team: Team, engine: Engine) -> None:
    sites.add_site(team.session, team.instance, sites.NewSite("village", "Village", "https://village.example"))
    sites.set_role(team.session, "bob@team.example", "village", Role.OWNER)
    actors, places = [team.act(name) for name in ("ann", "bob")], ("town", "village")
    new = NewMember("Zoe@team.example", "Zoe", Role.MODERATOR)
    done = do_both(engine, lambda session, n: members.add_member(session, team.instance, actors[n], places[n], new))
    assert done == [None, None]
    assert len(team.act("zoe").roles) == 2


def test_a_new_person_gets_in_by_a_link_that_is_mailed(team: Team) -> None:
    team.add("zoe")
    (text, html), recipients = deliver(team)
    assert recipients == ["zoe@team.example"]
    link = next(word for word in text.split() if "/-/password/" in word)
    assert f'href="{link}"' in html
    assert "/-/forgotten" in text
    person = password_links.use_link(team.session, team.instance, link.rpartition("/")[2], PASSWORD)
    signing_in.begin_session(team.session, team.instance, person)
    (zoe,) = (each for each in members.list_members(team.session, team.act("ann"), "town") if each.name == "Zoe")
    assert zoe.signed_in is not None


def test_who_is_there_already_is_told_by_mail_and_keeps_name_and_password(team: Team) -> None:
    sites.add_user(team.session, team.instance, "zoe@team.example", "The first Zoe", PASSWORD)
    new = NewMember(" Zoe@team.example ", "Another", Role.OWNER)
    members.add_member(team.session, team.instance, team.act("ann"), "town", new)
    (text, html), recipients = deliver(team)
    assert recipients == ["zoe@team.example"]
    for part in (text, html):
        assert "/-/password/" not in part
        assert "https://comments.example/moderate/-/sign-in" in part
    assert team.roles()["The first Zoe"] == "owner"


def test_who_was_taken_out_again_gets_no_mail(team: Team) -> None:
    team.add("zoe")
    team.change("zoe", None)
    assert deliver(team) == ((), [])


def test_where_no_mail_is_set_up_nobody_is_added_by_an_address(team: Team) -> None:
    quiet = team.without_mail()
    sites.add_user(team.session, team.instance, "eve@team.example", "Eve")
    for name in ("zoe", "eve"):
        with pytest.raises(Invalid, match="invitation link"):
            quiet.add(name)
    assert team.roles() == {"Ann": "owner", "Bob": "owner", "Mo": "moderator"}
    with reading(team.session):
        assert team.session.query(Job).filter_by(kind="welcome").count() == 0
        assert team.session.query(User).filter_by(email="zoe@team.example").count() == 0


def test_nobody_is_added_twice(team: Team) -> None:
    with pytest.raises(Invalid, match="already"):
        members.add_member(
            team.session, team.instance, team.act("ann"), "town", NewMember("MO@team.example", "Mo", Role.OWNER)
        )
    assert team.roles()["Mo"] == "moderator"


@pytest.mark.parametrize("email", ["", "no address", "a@b", *UNSTORABLE[:3], *TRICKS[:5]])
def test_a_bad_address_adds_nobody(team: Team, email: str) -> None:
    with pytest.raises(Invalid):
        members.add_member(team.session, team.instance, team.act("ann"), "town", NewMember(email, "X", Role.OWNER))
    assert len(team.roles()) == 3
    assert team.log() == []


def test_there_are_so_many_and_no_more(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST", 4)
    team.add("zoe")
    with pytest.raises(Invalid, match="too many"):
        team.add("eve")
    with reading(team.session):
        assert team.session.scalars(select(User).where(User.email == "eve@team.example")).all() == []


def test_tokens_for_a_site_go_with_who_is_taken_out(team: Team) -> None:
    token = access.add_token(team.session, team.instance, "mo@team.example", "here", "town")
    other = access.add_token(team.session, team.instance, "mo@team.example", "everywhere")
    team.change("mo", None)
    with pytest.raises(NotAuthenticated):
        access.load_actor_of_token(team.session, team.instance, token)
    assert access.load_actor_of_token(team.session, team.instance, other).roles == {}


def deliver(team: Team) -> tuple[tuple[str, ...], list[str]]:
    """Do what is due, and give the parts of the one mail that arrives, and who got it."""
    with open_office() as office:
        settings = replace(team.instance.settings, smtp_url=office.url)
        run_due(team.session, replace(team.instance, settings=settings))
        recipients, messages = list(office.recipients), office.messages
    assert len(messages) <= 1
    parts = (part for message in messages for part in message.walk() if not part.is_multipart())
    return tuple(str(part.get_content()) for part in parts), recipients


def take_out(
    team: Team, who: tuple[str, str], whom: tuple[str, str], role: Role | None = None
) -> Callable[[Session, int], None]:
    """Prepare what two owners do, each on a page that was loaded before."""
    actors, wanted = [team.act(name) for name in who], [Change(team.find(name), role) for name in whom]

    def act(session: Session, number: int) -> None:
        members.change_member(session, team.instance, actors[number], "town", wanted[number])

    return act


def do_both(engine: Engine, deed: Callable[[Session, int], None]) -> list[DiscussError | None]:
    """Let two do it at the same moment, each with a connection of their own; errors are given, not raised."""
    barrier = Barrier(2)

    def work(number: int) -> DiscussError | None:
        with Session(engine, expire_on_commit=False) as session:
            barrier.wait(timeout=60)
            try:
                deed(session, number)
            except DiscussError as error:
                return error
            return None

    with ThreadPoolExecutor(2) as people:
        return list(people.map(work, range(2)))
