"""Votes and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from discuss.store.tables import Flag, Vote

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


def find_vote(session: Session, vote: Vote) -> Vote | None:
    return session.get(Vote, (vote.comment_id, vote.reader), populate_existing=True)


def count_others(session: Session, reaction: Vote | Flag) -> int:
    """Count the reactions of the same kind that other readers at the same address left on the same comment."""
    table = type(reaction)
    statement = select(func.count()).where(
        table.comment_id == reaction.comment_id, table.address == reaction.address, table.reader != reaction.reader
    )
    return session.scalar(statement) or 0


def find_flag(session: Session, flag: Flag) -> Flag | None:
    return session.get(Flag, (flag.comment_id, flag.reader), populate_existing=True)


def count_open(session: Session, comment_id: int, urgent: Collection[str]) -> tuple[int, int]:
    """Count the reports of a comment that nobody looked at yet, and those of them with an urgent reason."""
    is_urgent = case((Flag.reason.in_(urgent), 1), else_=0)
    statement = select(func.count(), func.coalesce(func.sum(is_urgent), 0))
    every, pressing = session.execute(statement.where(Flag.comment_id == comment_id, Flag.settled.is_(None))).one()
    return int(every), int(pressing)
