from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from benchmarks.generate import add_site
from discuss.domain.times import DAY
from discuss.services import retention, sites
from discuss.services.authorship import delete_comment
from discuss.services.identity import build_edit_token, mark_visitor
from discuss.store.machine_tables import AddressKey, Counter, RememberedAnswer
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Subscription, Thread
from tests.services.keeping import NOW, VISITOR, at, find, post

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(session: Session) -> int:
    site = add_site(session)
    sites.set_site(session, "town", {"email": "optional", "website": "on"})
    return site


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
