"""Fixtures of the pages' tests: hands on the database that no reader has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss.services import sites
from discuss.store.queries import comments as queries
from discuss.store.session import writing
from discuss.store.tables import Comment, Thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.config import Settings
    from discuss.domain.status import Status
    from discuss.store.tables import Site


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with which mail could be sent, so that forms offer it."""
    return replace(settings, smtp_url="smtp://127.0.0.1:1", mail_from="town@comments.example")


@pytest.fixture
def set_status(session: Session, site: Site) -> Callable[[str, Status], None]:
    """Give a function that decides about a comment."""
    assert site.name == "town"

    def decide(comment_id: str, status: Status) -> None:
        with writing(session):
            session.expire_all()
            comment = session.get_one(Comment, int(comment_id))
            thread = queries.lock_thread(session, comment.thread_id)
            queries.set_status(session, thread, comment, status)

    return decide


@pytest.fixture
def set_site(session: Session, site: Site) -> Callable[..., None]:
    """Give a function that changes the site's settings, switches and numbers as one types them."""

    def change(**changes: str) -> None:
        sites.set_site(session, site.name, changes)

    return change


@pytest.fixture
def change_thread(session: Session, site: Site) -> Callable[..., None]:
    """Give a function that changes columns of the thread `/a`, as another part of the service would."""
    assert site.name == "town"

    def change(**columns: object) -> None:
        with writing(session):
            session.expire_all()
            thread = session.query(Thread).filter_by(key="/a").one()
            for name, value in columns.items():
                setattr(thread, name, value)
            thread.version += 1

    return change


@pytest.fixture
def change_comment(session: Session, site: Site) -> Callable[..., None]:
    """Give a function that changes columns of a comment, as an import or a moderator would."""
    assert site.name == "town"

    def change(comment_id: str, **columns: object) -> None:
        with writing(session):
            session.expire_all()
            comment = session.get_one(Comment, int(comment_id))
            for name, value in columns.items():
                setattr(comment, name, value)
            queries.lock_thread(session, comment.thread_id).version += 1

    return change
