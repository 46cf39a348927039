"""The members of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from discuss.domain.permissions import Role
from discuss.store.queries.upserts import upsert
from discuss.store.tables import Membership, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


_NEW = ("id", "email", "name", "password_hash", "is_admin", "epoch", "created", "confirmed")


def list_members(session: Session, site_id: int) -> Sequence[tuple[User, str]]:
    """Give each member of a site with the role, by name."""
    statement = select(User, Membership.role).join(Membership, Membership.user_id == User.id)
    rows = session.execute(statement.where(Membership.site_id == site_id).order_by(User.name, User.id))
    return [(user, role) for user, role in rows]


def find_membership(session: Session, site_id: int, user_id: int) -> Membership | None:
    return session.get(Membership, (site_id, user_id), populate_existing=True)


def count_members(session: Session, site_id: int, role: str | None = None) -> int:
    """Count the members of a site, or those of one role."""
    statement = select(func.count()).select_from(Membership).where(Membership.site_id == site_id)
    return session.scalars(statement if role is None else statement.where(Membership.role == role)).one()


def list_owned(session: Session, user_id: int) -> Sequence[int]:
    """List the sites that somebody owns, alone or with others, in the order in which they are to be locked."""
    owned = (Membership.user_id == user_id, Membership.role == Role.OWNER)
    return session.scalars(select(Membership.site_id).where(*owned).order_by(Membership.site_id)).all()


def add_user_once(session: Session, user: User) -> bool:
    """Store a person, and say so; store nothing if there is somebody of this address, also since a moment ago."""
    values = {name: getattr(user, name) for name in _NEW}
    statement = upsert(session, User).values(values).on_conflict_do_nothing(index_elements=["email"])
    return session.execute(statement.returning(User.id)).one_or_none() is not None
