"""The people who run sites, their sessions, and their tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from discuss.store.tables import Membership, Site, User
from discuss.store.team_tables import ApiToken, SignIn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def load_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id, populate_existing=True)


def load_user_and_roles(session: Session, user_id: int) -> tuple[User, dict[int, str]] | None:
    """Give a user with the role on each site."""
    statement = select(User, Membership.site_id, Membership.role).outerjoin(Membership, Membership.user_id == User.id)
    options = {"populate_existing": True}
    rows = session.execute(statement.where(User.id == user_id), execution_options=options).all()
    return (rows[0].User, {row.site_id: row.role for row in rows if row.site_id is not None}) if rows else None


def find_token(session: Session, digest: bytes) -> ApiToken | None:
    return session.scalars(select(ApiToken).where(ApiToken.digest == digest)).one_or_none()


def note_use(session: Session, token_id: int, now: int) -> None:
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used=now))


def list_tokens(session: Session, user_id: int) -> Sequence[ApiToken]:
    return session.scalars(select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id)).all()


def remove_token(session: Session, user_id: int, token_id: int) -> bool:
    statement = delete(ApiToken).where(ApiToken.user_id == user_id, ApiToken.id == token_id).returning(ApiToken.id)
    return session.execute(statement).one_or_none() is not None


def remove_tokens_for_site(session: Session, user_id: int, site_id: int) -> None:
    session.execute(delete(ApiToken).where(ApiToken.user_id == user_id, ApiToken.site_id == site_id))


def list_placed_tokens(session: Session, user_id: int) -> Sequence[tuple[ApiToken, str | None]]:
    """Give a user's tokens, the oldest first, each with the name of the one site that it is for."""
    statement = select(ApiToken, Site.name).outerjoin(Site, Site.id == ApiToken.site_id)
    rows = session.execute(statement.where(ApiToken.user_id == user_id).order_by(ApiToken.id))
    return [(token, site) for token, site in rows]


def find_signed_in(session: Session, digest: bytes, now: int) -> User | None:
    """Give whose session this is, unless it is over."""
    statement = select(User).join(SignIn, SignIn.user_id == User.id)
    return session.scalars(
        statement.where(SignIn.digest == digest, SignIn.expires > now).execution_options(populate_existing=True)
    ).one_or_none()


def end_sign_in(session: Session, digest: bytes) -> None:
    session.execute(delete(SignIn).where(SignIn.digest == digest))


def end_sign_ins(session: Session, user_id: int) -> None:
    """End every session of a user."""
    session.execute(delete(SignIn).where(SignIn.user_id == user_id))


def delete_expired_sign_ins(session: Session, now: int, limit: int) -> int:
    expired = select(SignIn.digest).where(SignIn.expires <= now).limit(limit).scalar_subquery()
    return len(session.scalars(delete(SignIn).where(SignIn.digest.in_(expired)).returning(SignIn.digest)).all())


def list_admins(session: Session) -> Sequence[User]:
    """List who looks after the installation, by name."""
    return session.scalars(select(User).where(User.is_admin).order_by(User.name, User.id)).all()
