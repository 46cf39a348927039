"""What reports do to a comment: they put it into the queue, and several of them hold a newcomer's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from discuss.domain.decisions import Deed
from discuss.errors import Invalid, UnknownComment
from discuss.services import queue, undoing
from discuss.services.queue import QueueRequest
from discuss.services.reactions import FlagReason
from discuss.store.session import reading
from discuss.store.tables import Flag, LogEntry, Site, Thread
from tests.services.writers import Writers, reader
from tests.store.recounting import read_tally, recount

if TYPE_CHECKING:
    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance

ANN = reader(1)


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    assert site.name == "town"
    return Writers(session, instance)


@pytest.fixture
def moderator(writers: Writers) -> Actor:
    return writers.add_moderator()


def report(writers: Writers, comment: int, *numbers: int) -> None:
    for number in numbers:
        writers.flag(comment, reader(number))


def open_flags(writers: Writers, comment: int) -> tuple[int, int]:
    found = writers.find(comment)
    return found.flags, found.urgent


def test_reports_are_counted_by_reader(writers: Writers) -> None:
    comment = writers.post(ANN)
    report(writers, comment, 2, 2, 3)
    assert open_flags(writers, comment) == (2, 0)
    assert writers.status(comment) == "approved"


@pytest.mark.parametrize("reason", FlagReason)
def test_what_is_about_a_person_or_the_law_is_urgent(writers: Writers, reason: FlagReason) -> None:
    comment = writers.post(ANN)
    writers.flag(comment, reader(2), reason)
    assert open_flags(writers, comment) == (1, int(reason in {"about-me", "illegal"}))
    writers.flag(comment, reader(2), FlagReason.OTHER)
    assert open_flags(writers, comment) == (1, 0)


def test_reports_change_no_version(writers: Writers, session: Session) -> None:
    comment = writers.post(ANN)
    before = writers.find(comment).version
    with reading(session):
        version = session.scalar(select(Thread.version))
    report(writers, comment, 2, 3)
    assert writers.find(comment).version == before
    with reading(session):
        assert session.scalar(select(Thread.version)) == version


def test_the_third_report_of_a_newcomer_holds(writers: Writers, session: Session, moderator: Actor) -> None:
    root = writers.post(ANN)
    reply = writers.post(reader(2), parent=root)
    report(writers, root, 3, 4)
    assert writers.status(root) == "approved"
    report(writers, root, 5)
    assert (writers.status(root), writers.status(reply)) == ("pending", "approved")
    with reading(session):
        entry = session.scalars(select(LogEntry)).one()
        assert (entry.actor, entry.rule, entry.reason) == ("rule", "flags", "flagged")
        assert (entry.before, entry.after, entry.comment_id) == ("approved", "pending", root)
        thread = session.scalars(select(Thread)).one()
        assert (thread.count, thread.version) == (1, 3)
    assert read_tally(session, thread.id) == recount(session, thread.id)
    items = queue.load_queue(session, moderator, QueueRequest(site="town")).items
    assert [(item.comment.id, len(item.flags)) for item in items] == [(root, 3)]
    assert [reason.reason for reason in items[0].reasons] == ["flagged"]


def test_what_waits_takes_no_more_reports(writers: Writers) -> None:
    comment = writers.post(ANN)
    report(writers, comment, 2, 3, 4)
    with pytest.raises(UnknownComment):
        report(writers, comment, 5)


def test_the_site_says_how_many_it_takes(writers: Writers) -> None:
    writers.set(flags_hold="0")
    comment = writers.post(ANN)
    report(writers, comment, 2, 3, 4, 5)
    assert writers.status(comment) == "approved"
    writers.set(flags_hold="1")
    report(writers, comment, 6)
    assert writers.status(comment) == "pending"


def test_who_is_known_is_not_held(writers: Writers) -> None:
    writers.post(ANN, page="/before")
    comment = writers.post(ANN)
    report(writers, comment, 2, 3, 4, 5)
    assert writers.status(comment) == "approved"
    assert open_flags(writers, comment) == (4, 0)


def test_what_a_person_approved_is_not_held_until_it_is_edited(writers: Writers, moderator: Actor) -> None:
    writers.set(premoderation="all")
    comment = writers.post(ANN)
    writers.decide(moderator, Deed.APPROVE, comment)
    writers.set(premoderation="none")
    report(writers, comment, 2, 3, 4)
    assert writers.status(comment) == "approved"
    writers.edit(comment, "Something else")
    assert not writers.find(comment).vouched
    report(writers, comment, 5)
    assert writers.status(comment) == "pending"


def test_an_edit_that_waits_takes_nothing_from_what_was_approved(writers: Writers, moderator: Actor) -> None:
    comment = writers.post(ANN)
    writers.decide(moderator, Deed.APPROVE, comment)
    writers.set(words="pills")
    writers.edit(comment, "Cheap pills")
    assert writers.find(comment).vouched
    report(writers, comment, 2, 3, 4)
    assert writers.status(comment) == "approved"


def test_fine_as_it_is_ends_reports_for_those_who_made_them(writers: Writers, moderator: Actor) -> None:
    comment = writers.post(ANN)
    report(writers, comment, 2, 3)
    writers.decide(moderator, Deed.APPROVE, comment)
    assert open_flags(writers, comment) == (0, 0)
    report(writers, comment, 2, 3)
    assert open_flags(writers, comment) == (0, 0)
    writers.flag(comment, reader(2), FlagReason.ILLEGAL)
    report(writers, comment, 4)
    assert open_flags(writers, comment) == (2, 1)


def test_a_decision_about_reports_is_undone(writers: Writers, session: Session, moderator: Actor) -> None:
    comment = writers.post(ANN)
    report(writers, comment, 2, 3, 4)
    batch = writers.decide(moderator, Deed.APPROVE, comment)
    assert writers.status(comment) == "approved"
    undoing.undo(session, writers.instance, moderator, batch.batch)
    assert (writers.status(comment), open_flags(writers, comment)) == ("pending", (3, 0))


@pytest.mark.parametrize(("reason", "kept"), [(FlagReason.ILLEGAL, True), (FlagReason.SPAM, False)])
def test_the_address_for_an_answer_is_kept_where_one_is_owed(writers: Writers, reason: FlagReason, kept: bool) -> None:
    comment = writers.post(ANN)
    writers.flag(comment, reader(2), reason, "bea@example.org")
    with reading(writers.session):
        assert writers.session.scalars(select(Flag.contact)).one() == ("bea@example.org" if kept else None)


@pytest.mark.parametrize("reason", [FlagReason.ILLEGAL, FlagReason.SPAM])
def test_an_address_that_is_none_is_named(writers: Writers, reason: FlagReason) -> None:
    comment = writers.post(ANN)
    with pytest.raises(Invalid) as refused:
        writers.flag(comment, reader(2), reason, "bea")
    assert [error.pointer for error in refused.value.errors] == ["/contact"]


def test_many_at_once_hold_once(writers: Writers, engine: Engine) -> None:
    comment = writers.post(ANN)

    def flag(number: int) -> None:
        with Session(engine, expire_on_commit=False) as own:
            try:
                Writers(own, writers.instance).flag(comment, reader(number))
            except UnknownComment:  # it waits already
                own.rollback()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(flag, range(2, 12)))
    assert (writers.status(comment), open_flags(writers, comment)) == ("pending", (3, 0))
    with reading(writers.session):
        assert len(writers.session.scalars(select(LogEntry)).all()) == 1
