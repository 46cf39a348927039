"""Sites, their members, and the monthly keys of addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from discuss.store.chunks import in_chunks
from discuss.store.machine_tables import AddressKey
from discuss.store.queries.upserts import upsert
from discuss.store.tables import Comment, Membership, Site, User

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session


# What every post asks is built once.
_BY_NAME = select(Site).where(Site.name == bindparam("wanted"))


def find_site(session: Session, name: str) -> Site | None:
    return session.scalars(_BY_NAME, {"wanted": name}).one_or_none()


def load_site(session: Session, site_id: int) -> Site:
    return session.get_one(Site, site_id, populate_existing=True)


def seek_site(session: Session, site_id: int) -> Site | None:
    """Give the site if it is still there."""
    return session.get(Site, site_id, populate_existing=True)


def lock_site(session: Session, site_id: int) -> Site | None:
    """Lock the site's row until the transaction ends and read it anew; None where it is gone since a moment ago.

    What only refers to the site does not wait.
    """
    statement = select(Site).where(Site.id == site_id).with_for_update(key_share=True)
    return session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def find_site_of_comment(session: Session, comment_id: int) -> Site | None:
    return session.scalars(
        select(Site).join(Comment, Comment.site_id == Site.id).where(Comment.id == comment_id)
    ).one_or_none()


def load_settings_of(session: Session, comments: Collection[int]) -> dict[int, dict[str, str]]:
    """Give for each of these comments the settings of its site."""
    found: dict[int, dict[str, str]] = {}
    for chunk in in_chunks(comments):
        statement = select(Comment.id, Site.settings).join(Site, Site.id == Comment.site_id)
        for row in session.execute(statement.where(Comment.id.in_(chunk))):
            found[row.id] = row.settings
    return found


def list_sites(session: Session) -> Sequence[Site]:
    return session.scalars(select(Site).order_by(Site.name)).all()


def list_member_names(session: Session, site_id: int) -> list[str]:
    """Give the names that guests may not take: of the site's members and of the installation's administrators."""
    return list(session.connection().scalars(_MEMBER_NAMES, {"site": site_id}))


_MEMBER_NAMES = select(User.name).where(
    User.id.in_(select(Membership.user_id).where(Membership.site_id == bindparam("site"))) | User.is_admin
)


def find_user(session: Session, email: str) -> User | None:
    """Find who has this address as it is written, else in small letters: telephones begin it with a capital one."""
    found = {user.email: user for user in session.scalars(select(User).where(User.email.in_({email, email.lower()})))}
    return found.get(email) or found.get(email.lower())


def list_users(session: Session) -> Sequence[tuple[User, str | None, str | None]]:
    """Give each user with each of their sites' names and roles."""
    statement = select(User, Site.name, Membership.role).outerjoin(Membership, Membership.user_id == User.id)
    return [
        (user, site, role)
        for user, site, role in session.execute(
            statement.outerjoin(Site, Site.id == Membership.site_id).order_by(User.email, Site.name)
        )
    ]


def find_address_key(session: Session, month: str) -> bytes | None:
    return session.scalars(select(AddressKey.secret).where(AddressKey.month == month)).one_or_none()


def add_address_key(session: Session, month: str, secret: bytes) -> bytes:
    """Store the month's key unless another worker did, and give the one that holds."""
    session.execute(upsert(session, AddressKey).values(month=month, secret=secret).on_conflict_do_nothing())
    return session.scalars(select(AddressKey.secret).where(AddressKey.month == month)).one()


def destroy_address_keys(session: Session, before: str) -> int:
    return len(session.scalars(delete(AddressKey).where(AddressKey.month < before).returning(AddressKey.month)).all())
