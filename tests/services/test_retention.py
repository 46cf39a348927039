from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from benchmarks.generate import add_site, chain, grow_thread, talk
from discuss.domain.counting import Standing, build_tallies
from discuss.domain.drafts import Draft
from discuss.domain.status import Status
from discuss.domain.times import DAY
from discuss.services import retention, sites
from discuss.services.authorship import delete_comment, load_own
from discuss.services.comments import Post, post_comment
from discuss.services.identity import Visitor, build_edit_token, mark_visitor
from discuss.store.queries.comments import lock_thread, set_status
from discuss.store.queries.retention import ERASED
from discuss.store.session import reading, writing
from discuss.store.tables import (
    AddressKey,
    Comment,
    Counter,
    Flag,
    LogEntry,
    RememberedAnswer,
    Site,
    Subscription,
    Thread,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

pytestmark = pytest.mark.usefixtures("town")

NOW = 1_800_000_000_000
VISITOR = Visitor(address="203.0.113.9", reader_key="ab" * 16)
TRACES = ("body", "body_html", "excerpt", "author_name", "author_email", "author_url", "reader", "address", "network")


@pytest.fixture
def town(session: Session) -> int:
    site = add_site(session)
    sites.set_site(session, "town", {"email": "optional", "website": "on"})
    return site


def at(instance: Instance, moment: int) -> Instance:
    return replace(instance, clock=lambda: moment)


def post(session: Session, instance: Instance, key: str | None = None, **changes: Any) -> int:
    given = {"url": "https://town.example/a", "body": "Canary text", "name": "Canary"} | changes
    asked = Post(site="town", draft=Draft(**given), visitor=VISITOR, key=key, fingerprint=b"f" if key else b"")
    return post_comment(session, instance, asked).comment.id


def decide(session: Session, comment_id: int, status: Status, now: int) -> None:
    with writing(session):
        comment = session.get_one(Comment, comment_id, populate_existing=True)
        comment.changed = now
        set_status(session, lock_thread(session, comment.thread_id), comment, status)


def find(session: Session, comment_id: int) -> Comment | None:
    with reading(session):
        return session.get(Comment, comment_id, populate_existing=True)


def is_empty(comment: Comment) -> bool:
    return not any(getattr(comment, name) for name in TRACES)


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


def test_a_repeated_key_is_answered_as_before_without_the_text(session: Session, instance: Instance) -> None:
    sites.set_site(session, "town", {"keep_deleted": "1d"})
    comment = post(session, at(instance, NOW), key="one")
    delete_comment(session, at(instance, NOW), comment, build_edit_token(instance, comment))
    retention.sweep(session, at(instance, NOW + 2 * DAY))
    with reading(session):
        remembered = session.scalars(select(RememberedAnswer)).one()
    assert "Canary" not in remembered.answer
    assert post(session, at(instance, NOW + 2 * DAY), key="one") == comment
    retention.sweep(session, at(instance, NOW + 8 * DAY))
    assert find(session, comment) is None


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


def test_an_unconfirmed_address_goes_and_a_confirmed_one_stays(session: Session, instance: Instance) -> None:
    unconfirmed = post(session, at(instance, NOW), email="one@example.org")
    confirmed = post(session, at(instance, NOW), email="two@example.org")
    store_emails(session, {unconfirmed: "one@example.org", confirmed: "two@example.org"})
    subscribe(session, 1, "one@example.org", None)
    subscribe(session, 2, "two@example.org", NOW)
    retention.sweep(session, at(instance, NOW + 7 * DAY))
    assert emails(session) == {"one@example.org", "two@example.org"}
    retention.sweep(session, at(instance, NOW + 7 * DAY + 1))
    assert emails(session) == {"two@example.org"}
    with reading(session):
        assert session.scalars(select(Subscription.email)).all() == ["two@example.org"]


def test_the_address_of_an_imported_comment_is_as_old_as_the_import(session: Session, instance: Instance) -> None:
    comment = post(session, at(instance, NOW - 3000 * DAY))
    store_emails(session, {comment: "old@example.org"})
    with writing(session):
        session.execute(update(Comment).values(source="wordpress", source_id="1", changed=NOW))
    retention.sweep(session, at(instance, NOW + 6 * DAY))
    assert emails(session) == {"old@example.org"}
    retention.sweep(session, at(instance, NOW + 8 * DAY))
    assert emails(session) == set()


def store_emails(session: Session, given: dict[int, str]) -> None:
    with writing(session):
        for comment_id, email in given.items():
            session.execute(update(Comment).where(Comment.id == comment_id).values(author_email=email))


def subscribe(session: Session, number: int, email: str, confirmed: int | None) -> None:
    with writing(session):
        thread = session.scalars(select(Thread.id)).one()
        session.add(Subscription(id=number, thread_id=thread, email=email, created=NOW, confirmed=confirmed))


def emails(session: Session) -> set[str | None]:
    with reading(session):
        return set(session.scalars(select(Comment.author_email).where(Comment.author_email.is_not(None))))


def test_keys_of_addresses_counters_and_answers_go_in_time(session: Session, instance: Instance) -> None:
    post(session, at(instance, NOW), key="one")  # January 2027
    with writing(session):
        session.add(Counter(key="old", count=1, expires=NOW / 1000 - 1))
        session.add(Counter(key="new", count=1, expires=NOW / 1000 + 1))
    for month in (32, 63, 94):
        mark_visitor(session, at(instance, NOW - month * DAY), VISITOR)
    retention.sweep(session, at(instance, NOW))
    with reading(session):
        assert session.scalars(select(AddressKey.month).order_by(AddressKey.month)).all() == [
            "2026-11",
            "2026-12",
            "2027-01",
        ]
        keys = set(session.scalars(select(Counter.key)))
        assert "old" not in keys
        assert "new" in keys
        assert session.scalar(select(func.count()).select_from(RememberedAnswer)) == 1
    retention.sweep(session, at(instance, NOW + 7 * DAY + 1))
    with reading(session):
        assert session.scalar(select(func.count()).select_from(RememberedAnswer)) == 0


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
