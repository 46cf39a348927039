"""Votes and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from discuss.store.tables import Flag, Vote

if TYPE_CHECKING:
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
