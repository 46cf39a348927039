"""Invitations to a site, each with what its maker may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, select

from discuss.store.tables import Membership, Site, User
from discuss.store.team_tables import Invitation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


class InvitationRow(NamedTuple):
    """`maker` is None for who runs the service, `role` for a maker who does not belong to the site."""

    invitation: Invitation
    site: Site
    maker: User | None
    role: str | None


def find_invitation(session: Session, digest: bytes) -> InvitationRow | None:
    rows = _load(session, _SELECT.where(Invitation.digest == digest))
    return rows[0] if rows else None


def list_invitations(session: Session, site_id: int, now: int) -> Sequence[InvitationRow]:
    """Give those of a site that are not over, the newest first."""
    chosen = _SELECT.where(Invitation.site_id == site_id, Invitation.expires > now)
    return _load(session, chosen.order_by(Invitation.id.desc()))


def remove_invitation(session: Session, site_id: int, number: int) -> tuple[str, str] | None:
    """Remove one of a site's, and give its role and for whom it was; None if somebody was quicker."""
    statement = delete(Invitation).where(Invitation.site_id == site_id, Invitation.id == number)
    found = session.execute(statement.returning(Invitation.role, Invitation.label)).one_or_none()
    return (found.role, found.label) if found else None


def remove_invitations_by(session: Session, site_id: int, user_id: int) -> None:
    session.execute(delete(Invitation).where(Invitation.site_id == site_id, Invitation.by == user_id))


def delete_expired_invitations(session: Session, now: int, limit: int) -> int:
    expired = select(Invitation.id).where(Invitation.expires <= now).limit(limit).scalar_subquery()
    return len(session.scalars(delete(Invitation).where(Invitation.id.in_(expired)).returning(Invitation.id)).all())


_SELECT: Select[Invitation, Site, User, str] = (
    select(Invitation, Site, User, Membership.role)
    .join(Site, Site.id == Invitation.site_id)
    .outerjoin(User, User.id == Invitation.by)
    .outerjoin(Membership, (Membership.site_id == Invitation.site_id) & (Membership.user_id == Invitation.by))
)


def _load(session: Session, statement: Select[Invitation, Site, User, str]) -> list[InvitationRow]:
    rows = session.execute(statement, execution_options={"populate_existing": True})
    return [InvitationRow(invitation, site, maker, role) for invitation, site, maker, role in rows]
