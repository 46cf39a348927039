"""What is done of setting a site up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.domain.checklist import BEGUN
from discuss.domain.permissions import Role
from discuss.domain.status import Status
from discuss.store.queries.upserts import upsert
from discuss.store.tables import Comment, Membership, User
from discuss.store.team_tables import ChecklistStep

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session


def begin_checklist(session: Session, site_id: int, now: int) -> None:
    session.add(ChecklistStep(site_id=site_id, step=BEGUN, at=now))


def list_ticked(session: Session, sites: Collection[int]) -> Mapping[int, Mapping[str, str | None]]:
    """Give for each of these sites that has a list what was ticked on it, with its detail."""
    found: dict[int, dict[str, str | None]] = {}
    for row in session.scalars(select(ChecklistStep).where(ChecklistStep.site_id.in_(sites))):
        found.setdefault(row.site_id, {})[row.step] = row.detail
    return {site: steps for site, steps in found.items() if BEGUN in steps}


def tick(session: Session, row: ChecklistStep) -> None:
    """Store that a step was done; one that was done before is done now."""
    values = {"site_id": row.site_id, "step": row.step, "at": row.at, "detail": row.detail}
    statement = upsert(session, ChecklistStep).values(values)
    changes = {"at": row.at, "detail": row.detail}
    session.execute(statement.on_conflict_do_update(index_elements=["site_id", "step"], set_=changes))


def has_comment_of_member(session: Session, site_id: int) -> bool:
    """Whether somebody of the team wrote a comment that everybody sees."""
    statement = select(Comment.id).where(Comment.site_id == site_id, Comment.status == Status.APPROVED)
    return session.scalars(statement.where(Comment.author_role.is_not(None)).limit(1)).one_or_none() is not None


def has_colleague(session: Session, site_id: int) -> bool:
    """Whether at least two people decide here."""
    deciding = (Role.OWNER, Role.MODERATOR)
    statement = select(Membership.user_id).where(Membership.site_id == site_id, Membership.role.in_(deciding))
    return len(session.scalars(statement.limit(2)).all()) > 1


def list_expected(session: Session) -> Sequence[User]:
    """List the administrators who never had a password, the first of them first."""
    return session.scalars(
        select(User).where(User.is_admin, User.password_hash.is_(None)).order_by(User.created, User.id)
    ).all()
