"""The people who run sites, and their tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from discuss.store.tables import Membership, User
from discuss.store.team_tables import ApiToken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def load_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id, populate_existing=True)


def load_roles(session: Session, user_id: int) -> dict[int, str]:
    """Give a user's role on each site."""
    statement = select(Membership.site_id, Membership.role).where(Membership.user_id == user_id)
    return {row.site_id: row.role for row in session.execute(statement)}


def find_token(session: Session, digest: bytes) -> ApiToken | None:
    return session.scalars(select(ApiToken).where(ApiToken.digest == digest)).one_or_none()


def list_tokens(session: Session, user_id: int) -> Sequence[ApiToken]:
    return session.scalars(select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id)).all()


def remove_token(session: Session, user_id: int, token_id: int) -> bool:
    statement = delete(ApiToken).where(ApiToken.user_id == user_id, ApiToken.id == token_id).returning(ApiToken.id)
    return session.execute(statement).one_or_none() is not None
