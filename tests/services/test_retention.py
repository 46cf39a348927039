from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from benchmarks.generate import add_site, chain, grow_thread, talk
from discuss.domain.counting import Standing, build_tallies
from discuss.domain.status import Status
from discuss.domain.times import DAY
from discuss.services import retention, sites
from discuss.services.authorship import delete_comment
from discuss.services.identity import build_edit_token
from discuss.services.own_comments import load_own
from discuss.store.queries.retention import ERASED
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Flag, LogEntry, Site, Thread
from tests.services.keeping import NOW, at, decide, find, is_empty, post

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(session: Session) -> int:
    site = add_site(session)
    sites.set_site(session, "town", {"email": "optional", "website": "on"})
    return site


@pytest.mark.parametrize(("status", "days"), [(Status.SPAM, 30), (Status.REJECTED, 90), (Status.DELETED, 30)], ids=str)
def test_what_nobody_answered_goes_whole_and_not_a_moment_early(
    session: Session, instance: Instance, status: Status, days: int
) -> None:
    comment = post(session, at(instance, NOW))
    decide(session, comment, status, NOW)
    retention.sweep(session, at(instance, NOW + days * DAY))
    assert find(session, comment) is not None
    retention.sweep(session, at(instance, NOW + days * DAY + 1))
    assert find(session, comment) is None
    with reading(session):
        decisions = session.scalars(select(LogEntry)).all()
    assert all(entry.comment_id is None for entry in decisions)


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED])
def test_what_waits_or_is_published_stays(session: Session, instance: Instance, status: Status) -> None:
    comment = post(session, at(instance, NOW))
    if status is Status.PENDING:
        decide(session, comment, status, NOW)
    retention.sweep(session, at(instance, NOW + 3000 * DAY))
    found = find(session, comment)
    assert found is not None
    assert found.body == "Canary text"


def test_a_comment_with_replies_leaves_its_place_and_nothing_else(session: Session, instance: Instance) -> None:
    root = post(session, at(instance, NOW), email="canary@example.org", website="https://canary.example")
    reply = post(session, at(instance, NOW + 1), parent=root)
    with writing(session):
        session.add(Flag(comment_id=root, reader=b"r" * 16, address=None, reason="other", note="Canary", at=NOW))
    delete_comment(session, at(instance, NOW), root, build_edit_token(instance, root))
    version = load_version(session)
    retention.sweep(session, at(instance, NOW + 31 * DAY))
    erased = find(session, root)
    assert erased is not None
    assert is_empty(erased)
    assert (erased.status, erased.rendered_by, erased.shown) == (Status.DELETED, ERASED, True)
    kept = find(session, reply)
    assert kept is not None
    assert kept.body == "Canary text"
    assert load_version(session) == version  # a tombstone looked the same before
    with reading(session):
        assert session.scalar(select(func.count()).select_from(Flag)) == 0
    assert load_own(session, instance, root, build_edit_token(instance, root)).body == ""


def load_version(session: Session) -> int:
    with reading(session):
        return session.scalars(select(Thread.version)).one()


def test_an_emptied_row_goes_once_nothing_hangs_on_it(session: Session, instance: Instance) -> None:
    root = post(session, at(instance, NOW))
    reply = post(session, at(instance, NOW + 1), parent=root)
    decide(session, root, Status.SPAM, NOW)
    retention.sweep(session, at(instance, NOW + 31 * DAY))
    assert find(session, root) is not None
    decide(session, reply, Status.SPAM, NOW + 31 * DAY)
    retention.sweep(session, at(instance, NOW + 62 * DAY))
    assert (find(session, root), find(session, reply)) == (None, None)


def test_an_imported_comment_stays_empty_so_that_no_import_brings_it_back(session: Session, instance: Instance) -> None:
    comment = post(session, at(instance, NOW))
    with writing(session):
        session.execute(update(Comment).values(source="wordpress", source_page="/a", source_id="1"))
    decide(session, comment, Status.DELETED, NOW)
    retention.sweep(session, at(instance, NOW + 31 * DAY))
    found = find(session, comment)
    assert found is not None
    assert is_empty(found)
    assert found.source_id == "1"


def test_sites_keep_by_their_own_settings(session: Session, instance: Instance) -> None:
    sites.set_site(session, "town", {"keep_spam": "1d"})
    sites.add_site(session, instance, sites.NewSite("other", "Other", "https://other.example"))
    comment = post(session, at(instance, NOW))
    with writing(session):
        other = session.scalars(select(Thread)).one()
        copy = grow_copy(session, other)
    for each in (comment, copy):
        decide(session, each, Status.SPAM, NOW)
    retention.sweep(session, at(instance, NOW + 2 * DAY))
    assert find(session, comment) is None
    assert find(session, copy) is not None


@pytest.mark.parametrize("status", [Status.SPAM, Status.REJECTED, Status.DELETED])
def test_what_a_setting_names_that_cannot_be_read_is_kept(
    session: Session, instance: Instance, town: int, status: Status
) -> None:
    comment = post(session, at(instance, NOW))
    decide(session, comment, status, NOW)
    garbage = {f"keep_{status}": "never"}
    with writing(session):
        session.execute(update(Site).where(Site.id == town).values(settings=garbage))
    retention.sweep(session, at(instance, NOW + 10_000 * DAY))
    assert find(session, comment) is not None
    with writing(session):
        session.execute(update(Site).where(Site.id == town).values(settings={}))
    retention.sweep(session, at(instance, NOW + 10_000 * DAY))
    assert find(session, comment) is None


def grow_copy(session: Session, thread: Thread) -> int:
    other = session.scalars(select(Site).where(Site.name == "other")).one()
    session.add(Thread(id=1, site_id=other.id, key="/b", url="https://other.example/b", created=NOW))
    session.flush()
    first = session.scalars(select(Comment).where(Comment.thread_id == thread.id)).one()
    columns = {name: getattr(first, name) for name in Comment.__table__.columns.keys()}  # noqa: SIM118 - not a dict
    session.add(Comment(**columns | {"id": 2, "site_id": other.id, "thread_id": 1, "shown": False}))
    return 2


def test_a_long_chain_goes_in_batches_replies_first(
    session: Session, instance: Instance, town: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 7)
    grown = grow_thread(session, town, "/chain", chain(30))
    for comment in grown.ids[5:]:
        decide(session, comment, Status.SPAM, NOW)
    retention.sweep(session, at(instance, NOW + 31 * DAY))
    with reading(session):
        assert list(session.scalars(select(Comment.id).order_by(Comment.id))) == grown.ids[:5]
    check_counts(session, grown.thread)


def test_emptied_rows_go_up_to_the_root_once_the_last_reply_is_gone(
    session: Session, instance: Instance, town: int
) -> None:
    grown = grow_thread(session, town, "/chain", chain(12))
    for comment in grown.ids[:-1]:
        decide(session, comment, Status.DELETED, NOW)
    retention.sweep(session, at(instance, NOW + 31 * DAY))
    check_counts(session, grown.thread)
    decide(session, grown.ids[-1], Status.DELETED, NOW + 31 * DAY)
    assert retention.sweep(session, at(instance, NOW + 62 * DAY)) == 12
    with reading(session):
        assert session.scalar(select(func.count()).select_from(Comment)) == 0


@pytest.mark.parametrize("seed", range(4))
def test_counts_equal_a_recount_whatever_went(session: Session, instance: Instance, town: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same walk every time
    grown = grow_thread(session, town, "/talk", talk(60, seed))
    approved = set(grown.ids)
    for comment in chance.sample(grown.ids, 45):
        status = chance.choice(list(Status))
        decide(session, comment, status, NOW - chance.choice((0, 31, 91)) * DAY)
        if status is not Status.APPROVED:
            approved.discard(comment)
    for days in (0, 30, 91):
        retention.sweep(session, at(instance, NOW + days * DAY + 1))
        check_counts(session, grown.thread)
        check_kept(session, approved)
    assert retention.sweep(session, at(instance, NOW + 91 * DAY + 1)) == 0


def check_counts(session: Session, thread_id: int) -> None:
    with reading(session):
        rows = session.scalars(select(Comment).where(Comment.thread_id == thread_id)).all()
        count = session.get_one(Thread, thread_id, populate_existing=True).count
    tallies = build_tallies(Standing(row.id, row.parent_id, row.status == Status.APPROVED) for row in rows)
    assert count == sum(row.status == Status.APPROVED for row in rows)
    for row in rows:
        tally = tallies[row.id]
        assert (row.shown, row.shown_children, row.replies) == (tally.shown, tally.shown_children, tally.replies)


def check_kept(session: Session, approved: set[int]) -> None:
    """Whatever is published is there with its text; whatever stands on the page has its parents."""
    with reading(session):
        rows = {row.id: row for row in session.scalars(select(Comment))}
    assert approved <= rows.keys()
    assert all(rows[comment].body for comment in approved)
    assert all(row.parent_id in rows for row in rows.values() if row.parent_id is not None)
