"""All blogs of an installation, with what each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from discuss.store.tables import Comment, Membership, Site, Thread, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def list_blogs(session: Session) -> Sequence[tuple[Site, int]]:
    """Give each site with how many comments everybody sees there, by title."""
    counted = select(Thread.site_id, func.sum(Thread.count).label("comments")).group_by(Thread.site_id).subquery()
    statement = select(Site, func.coalesce(counted.c.comments, 0)).outerjoin(counted, counted.c.site_id == Site.id)
    return [(site, int(comments)) for site, comments in session.execute(statement.order_by(Site.title, Site.name))]


def list_team(session: Session) -> Sequence[tuple[int, User, str]]:
    """Give everybody of every team: the site's id, the person and the role, by name."""
    statement = select(Membership.site_id, User, Membership.role).join(User, User.id == Membership.user_id)
    return [(site, user, role) for site, user, role in session.execute(statement.order_by(User.name, User.id))]


def count_all(session: Session, site_id: int) -> tuple[int, int, int]:
    """Count all comments of a site, also those that nobody sees, the pages they are on, and the members."""
    counted = (
        select(func.count()).select_from(table).where(column == site_id)
        for table, column in ((Comment, Comment.site_id), (Thread, Thread.site_id), (Membership, Membership.site_id))
    )
    comments, pages, members = (session.scalars(statement).one() for statement in counted)
    return comments, pages, members
