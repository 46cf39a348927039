from __future__ import annotations

from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from benchmarks.generate import chain, grow_thread
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Actor
from discuss.errors import Invalid, LimitReached, ThreadClosed, UnknownSite
from discuss.services import removal, sites
from discuss.services.comments import Post, post_comment
from discuss.services.identity import Visitor
from discuss.store.machine_tables import RememberedAnswer
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, LogEntry, Thread
from tests.sizes import CHAIN
from tests.store.recounting import read_tally, recount

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from discuss.services.answers import PostAnswer
    from discuss.services.instance import Instance
    from discuss.store.base import Base
    from discuss.store.tables import Site

ANN = Visitor(address="192.0.2.1", reader_key="a" * 32)
BLOG = "https://town.example"
DRAFT = Draft(url=f"{BLOG}/a", body="Hello", name="Ann")

pytestmark = pytest.mark.usefixtures("site")


def build(key: str | None = None, visitor: Visitor = ANN, **changes: Any) -> Post:
    draft = replace(DRAFT, **changes)
    return Post(site="town", draft=draft, visitor=visitor, key=key, fingerprint=sha256(repr(draft).encode()).digest())


def count(session: Session, table: type[Base]) -> int:
    with reading(session):
        return session.scalar(select(func.count()).select_from(table)) or 0


def close(session: Session, **values: Any) -> None:
    with writing(session):
        session.execute(update(Thread).values(closed_at=1, **values))


def everywhere(number: int) -> Visitor:
    """Give somebody from another place, whom no limit knows."""
    return Visitor(address=f"198.51.100.{number}", reader_key=f"{number:032x}")


def test_what_is_posted_is_stored_with_its_thread(session: Session, instance: Instance) -> None:
    root = post_comment(session, instance, build())
    reply = post_comment(session, instance, build(parent=root.comment.id, body="Me *too*"))
    assert (root.status, root.version, reply.version) == ("approved", 1, 2)
    assert (reply.comment.parent_id, reply.comment.root_id, reply.comment.depth) == (
        root.comment.id,
        root.comment.id,
        1,
    )
    assert reply.comment.body_html == "<p>Me <em>too</em></p>"
    assert count(session, Thread) == 1


def test_a_deep_chain_is_answered_at_its_end(session: Session, instance: Instance, site: Site) -> None:
    grown = grow_thread(session, site.id, "/a", chain(CHAIN))
    answer = post_comment(session, instance, build(parent=grown.ids[-1]))
    assert (answer.comment.depth, answer.comment.root_id) == (CHAIN, grown.ids[0])
    assert read_tally(session, grown.thread) == recount(session, grown.thread)


def test_what_is_held_leaves_no_public_trace(session: Session, instance: Instance) -> None:
    sites.set_site(session, "town", {"premoderation": "all"})
    answer = post_comment(session, instance, build())
    assert (answer.status, answer.version) == ("pending", 0)
    assert count(session, LogEntry) == 1


def test_fifty_posts_under_one_key_are_one_comment(engine: Engine, session: Session, instance: Instance) -> None:
    def post(_: int) -> PostAnswer:
        with Session(engine, expire_on_commit=False) as own:
            return post_comment(own, instance, build("one"))

    with ThreadPoolExecutor(10) as senders:
        answers = list(senders.map(post, range(50)))
    assert len({msgspec.json.encode(answer) for answer in answers}) == 1
    assert count(session, Comment) == count(session, RememberedAnswer) == 1


def test_many_writers_lose_and_double_nothing(engine: Engine, session: Session, instance: Instance) -> None:
    sites.set_site(session, "town", {"posts_limit": "off"})

    def post(number: int) -> int:
        root = build(visitor=everywhere(number), url=f"{BLOG}/{number % 3}")
        with Session(engine, expire_on_commit=False) as own:
            parent = post_comment(own, instance, root).comment.id
            return post_comment(own, instance, replace(root, draft=replace(root.draft, parent=parent))).comment.id

    with ThreadPoolExecutor(20) as writers:
        ids = list(writers.map(post, range(40)))
    assert len(set(ids)) == 40
    with reading(session):
        threads = session.execute(select(Thread.id, Thread.key)).all()
        stored = Tally(session.scalars(select(Comment.thread_id)))
    assert len(threads) == 3
    assert sum(stored.values()) == 80
    for thread, _ in threads:
        assert read_tally(session, thread) == recount(session, thread)


def test_a_retry_is_never_refused_for_what_came_between(session: Session, instance: Instance) -> None:
    first = post_comment(session, instance, build("one"))
    close(session)
    assert post_comment(session, instance, build("one")) == first
    with pytest.raises(ThreadClosed):
        post_comment(session, instance, build("two"))
    assert count(session, RememberedAnswer) == 1


def test_a_retry_is_never_too_fast(session: Session, instance: Instance) -> None:
    answers = [post_comment(session, instance, build(f"key-{number}")) for number in range(60)]
    assert [answer.status for answer in answers] == ["approved"] * 5 + ["pending"] * 55
    with pytest.raises(LimitReached) as refused:
        post_comment(session, instance, build("late"))
    assert 1 <= refused.value.retry_after <= 60
    assert post_comment(session, instance, build("key-3")) == answers[3]


def test_a_key_means_one_comment(session: Session, instance: Instance) -> None:
    post_comment(session, instance, build("one"))
    with pytest.raises(Invalid) as refused:
        post_comment(session, instance, build("one", body="Something else"))
    assert [error.pointer for error in refused.value.errors] == ["Idempotency-Key"]
    assert count(session, Comment) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "é", "a\x00"])
def test_a_broken_key_is_refused(session: Session, instance: Instance, key: str) -> None:
    with pytest.raises(Invalid):
        post_comment(session, instance, build(key))


@pytest.mark.parametrize("changes", [{"body": ""}, {"parent": 5}, {"name": ""}, {"url": "https://elsewhere.example/"}])
def test_what_is_refused_stores_nothing(session: Session, instance: Instance, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        post_comment(session, instance, build("one", **changes))
    for table in (Comment, Thread, RememberedAnswer, LogEntry):
        assert count(session, table) == 0


def test_a_closing_for_roots_takes_replies(session: Session, instance: Instance) -> None:
    root = post_comment(session, instance, build())
    close(session, closed_scope="roots")
    assert post_comment(session, instance, build(parent=root.comment.id)).status == "approved"
    with pytest.raises(ThreadClosed):
        post_comment(session, instance, build())


def test_an_unknown_site_takes_nothing(session: Session, instance: Instance) -> None:
    with pytest.raises(UnknownSite):
        post_comment(session, instance, replace(build("one"), site="nowhere"))


def test_a_new_reader_waits_until_something_was_published(session: Session, instance: Instance) -> None:
    first = post_comment(session, instance, build())
    sites.set_site(session, "town", {"premoderation": "new"})
    assert post_comment(session, instance, build()).status == "approved"
    assert post_comment(session, instance, build(visitor=everywhere(7))).status == "pending"
    assert post_comment(session, instance, build(visitor=replace(ANN, reader_key=None))).status == "pending"
    assert first.status == "approved"


def test_another_s_name_and_address_bring_no_standing(session: Session, instance: Instance) -> None:
    sites.set_site(session, "town", {"email": "required"})
    post_comment(session, instance, build(email="ann@example.org"))
    sites.set_site(session, "town", {"premoderation": "new"})
    answer = post_comment(session, instance, build(visitor=everywhere(9), email="ann@example.org"))
    assert answer.status == "pending"


def test_what_comes_while_its_site_is_removed_is_for_an_unknown_site(
    session: Session, engine: Engine, instance: Instance
) -> None:
    def remove() -> int:
        """Give the time; and while the post is looked at, before it is written, remove its site."""
        if session.in_transaction() and not removed:
            removed.append(True)
            with Session(engine) as own:
                removal.remove_site(own, Actor(is_admin=True), "town", "town")
        return instance.clock()

    removed: list[bool] = []
    with pytest.raises(UnknownSite):
        post_comment(session, replace(instance, clock=remove), build(key="one"))
    assert removed
    assert count(session, Comment) == count(session, Thread) == count(session, RememberedAnswer) == 0
