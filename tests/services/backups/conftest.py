"""A site where a little of everything happened, and its backup."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from discuss.domain.bans import BanKind, BanOrder
from discuss.domain.decisions import Deed
from discuss.services import backups, bans, reactions
from discuss.services.bans import Theirs
from discuss.store.session import writing
from discuss.store.tables import Comment, Subscription, Thread
from discuss.store.team_tables import Note
from tests.services.backups.worlds import ANN, BEA, MAX, TEXTS
from tests.services.writers import LONG, Writers

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    """Give writers on a site where a little of everything happened."""
    assert site.name == "town"
    writers = Writers(session, replace(instance, settings=replace(instance.settings, mail_from="a@town.example")))
    moderator = writers.add_moderator()
    first, *others = [writers.post(ANN, body) for body in TEXTS]
    writers.post(BEA, "A reply", parent=first)
    writers.flag(others[0], BEA, reactions.FlagReason.ILLEGAL, "bea@example.org")
    writers.vote(first, BEA)
    writers.decide(moderator, Deed.REJECT, writers.post(MAX, LONG))
    order = Theirs(BanOrder(kind=BanKind.ADDRESS, comment=writers.post(MAX, "Buy")), 0, writers.instance.clock())
    for each in (order, replace(order, order=replace(order.order, reason="Again"))):
        bans.add_ban(session, writers.instance, moderator, "town", each)
    with writing(session):
        thread = session.scalars(select(Thread.id).limit(1)).one()
        session.add(Subscription(id=7, thread_id=thread, email="bea@example.org", created=0, confirmed=1))
        session.add(Note(id=8, comment_id=first, text="Known to us", at=1))
        # An import may bring a reply that is older than what it answers.
        session.execute(update(Comment).where(Comment.id == first).values(parent_id=others[0], root_id=others[0]))
    session.rollback()
    return writers


@pytest.fixture
def backup(writers: Writers, tmp_path: Path) -> Path:
    path = tmp_path / "kept" / "town.zip"
    backups.make_backup(writers.session, writers.instance, path)
    return path
