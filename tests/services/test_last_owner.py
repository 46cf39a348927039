"""A site has an owner at all times: every way to lose the last one, on a site with one owner and on one with two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from discuss.domain.permissions import Actor, Role
from discuss.errors import Conflict
from discuss.services import access, members, sites
from discuss.services.members import Change
from discuss.store.session import reading
from discuss.store.tables import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

ANN = "ann@team.example"
OPERATOR = Actor(is_admin=True)


def change(role: Role | None, *, by_operator: bool = False) -> Callable[[Session, Instance, int], None]:
    def act(session: Session, instance: Instance, ann: int) -> None:
        actor = OPERATOR if by_operator else access.load_actor(session, ann)
        members.change_member(session, instance, actor, "town", Change(ann, role))

    return act


PATHS: dict[str, Callable[[Session, Instance, int], None]] = {
    "leaves": change(None),
    "steps down": change(Role.MODERATOR),
    "becomes a contributor": change(Role.CONTRIBUTOR),
    "is taken out by an administrator": change(None, by_operator=True),
    "is given another role by an administrator": change(Role.MODERATOR, by_operator=True),
    "is given another role by the command": lambda session, _, __: sites.set_role(session, ANN, "town", Role.MODERATOR),
    "is removed by the command": lambda session, _, __: sites.remove_user(session, ANN),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("has_second", [False, True])
def test_the_last_owner_stays(session: Session, instance: Instance, site: Site, path: str, *, has_second: bool) -> None:
    people = {ANN: Role.OWNER, "mo@team.example": Role.OWNER if has_second else Role.MODERATOR}
    for email, role in people.items():
        sites.add_user(session, instance, email, email.partition("@")[0].title())
        sites.set_role(session, email, site.name, role)
    with reading(session):
        ann = session.scalars(select(User.id).where(User.email == ANN)).one()
    if has_second:
        PATHS[path](session, instance, ann)
    else:
        with pytest.raises(Conflict):
            PATHS[path](session, instance, ann)
    owners = [each.name for each in members.list_members(session, OPERATOR, "town") if each.role is Role.OWNER]
    assert owners == (["Mo"] if has_second else ["Ann"])


def test_handing_over_leaves_exactly_the_heir(session: Session, instance: Instance, site: Site) -> None:
    for email, role in ((ANN, Role.OWNER), ("mo@team.example", Role.MODERATOR)):
        sites.add_user(session, instance, email, email.partition("@")[0].title())
        sites.set_role(session, email, site.name, role)
    with reading(session):
        ids = {user.name: user.id for user in session.scalars(select(User))}
    ann = access.load_actor(session, ids["Ann"])
    with pytest.raises(Conflict):
        members.hand_over(session, instance, ann, "town", ids["Ann"])
    members.hand_over(session, instance, ann, "town", ids["Mo"])
    roles = {each.name: each.role for each in members.list_members(session, OPERATOR, "town")}
    assert roles == {"Ann": Role.MODERATOR, "Mo": Role.OWNER}
