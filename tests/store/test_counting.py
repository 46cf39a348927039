from __future__ import annotations

import random
from typing import TYPE_CHECKING

import msgspec
import pytest

from benchmarks.generate import add_site, branch, chain, grow_thread, talk
from discuss.api.presenters import present_page
from discuss.domain.status import Status, may_become
from discuss.services.threads import PageRequest, load_page
from discuss.store.queries.comments import add_comment, draw_comment_id, find_comment, lock_thread, set_status
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Thread
from tests.services.walking import NOW
from tests.sizes import SEEDS, STEPS
from tests.store.recounting import read_tally, recount

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from benchmarks.generate import Grown

SHAPES = {"talk": talk(40), "chain": chain(25), "branch": branch(25)}


@pytest.fixture
def town(session: Session) -> int:
    return add_site(session)


def post(session: Session, grown: Grown, parent_id: int | None, status: Status, now: int) -> None:
    with writing(session):
        thread = lock_thread(session, grown.thread)
        parent = find_comment(session, parent_id) if parent_id else None
        comment = Comment(
            id=draw_comment_id(session, now, parent_id, lambda: len(grown.ids)),
            site_id=thread.site_id,
            thread_id=thread.id,
            parent_id=parent_id,
            root_id=(parent.root_id or parent.id) if parent else None,
            depth=parent.depth + 1 if parent else 0,
            status=status,
            body="Hello",
            body_html="<p>Hello</p>",
            excerpt="Hello",
            rendered_by="test",
            author_name="Ann",
            created=now,
            changed=now,
        )
        add_comment(session, thread, comment)
    grown.ids.append(comment.id)


def decide(session: Session, grown: Grown, ids: list[int], status: Status) -> None:
    """Decide about several comments in one transaction, as a moderator does."""
    with writing(session):
        thread = lock_thread(session, grown.thread)
        comments = [session.get_one(Comment, comment_id) for comment_id in ids]
        for comment in comments:
            if may_become(Status(comment.status), status):
                set_status(session, thread, comment, status)


def public_bytes(session: Session, key: str) -> bytes:
    """Give what a stranger sees of a thread, without its version."""
    page = present_page(load_page(session, PageRequest(site="town", thread=key, limit=100), NOW))
    return msgspec.json.encode(msgspec.structs.replace(page, thread=msgspec.structs.replace(page.thread, version=0)))


def version(session: Session, grown: Grown) -> int:
    with reading(session):
        return session.get_one(Thread, grown.thread, populate_existing=True).version


def step(session: Session, grown: Grown, chance: random.Random, number: int) -> None:
    status = chance.choice(list(Status))
    if chance.random() < 0.4:
        parent = chance.choice([None, *grown.ids[-8:]])
        post(session, grown, parent, status, 1_750_000_000_000 + number)
    else:
        decide(session, grown, chance.sample(grown.ids, chance.choice((1, 1, 2, 5))), status)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_counts_stay_right_whatever_is_decided(session: Session, town: int, shape: str, seed: int) -> None:
    grown, chance = grow_thread(session, town, "/a", SHAPES[shape]), random.Random(seed)  # noqa: S311 - no secret
    assert read_tally(session, grown.thread) == recount(session, grown.thread)
    for number in range(STEPS):
        step(session, grown, chance, number)
        if number % 5 == 4:
            assert read_tally(session, grown.thread) == recount(session, grown.thread), f"after step {number}"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_version_rises_only_when_a_stranger_sees_a_change(session: Session, town: int, seed: int) -> None:
    grown, chance = grow_thread(session, town, "/a", talk(12)), random.Random(seed)  # noqa: S311 - no secret
    for number in range(STEPS // 2):
        before, seen = version(session, grown), public_bytes(session, "/a")
        step(session, grown, chance, number)
        after, sees = version(session, grown), public_bytes(session, "/a")
        assert after >= before
        if seen != sees:
            assert after > before, f"step {number} changed the page"


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED, Status.SPAM])
def test_what_is_held_changes_no_public_byte(session: Session, town: int, status: Status) -> None:
    grown = grow_thread(session, town, "/a", talk(12))
    before, seen = version(session, grown), public_bytes(session, "/a")
    post(session, grown, None, status, NOW)
    post(session, grown, grown.ids[3], status, NOW)
    decide(session, grown, grown.ids[-2:], Status.DELETED)
    assert (version(session, grown), public_bytes(session, "/a")) == (before, seen)


def test_a_leaf_takes_a_whole_chain_of_tombstones_along(session: Session, town: int) -> None:
    grown = grow_thread(session, town, "/a", chain(300))
    decide(session, grown, grown.ids[:-1], Status.DELETED)
    assert sum(counts.shown for counts in read_tally(session, grown.thread).comments) == 300
    decide(session, grown, grown.ids[-1:], Status.DELETED)
    assert sum(counts.shown for counts in read_tally(session, grown.thread).comments) == 0
    assert read_tally(session, grown.thread) == recount(session, grown.thread)


def test_an_id_is_drawn_again_where_it_is_taken(session: Session, town: int) -> None:
    grown = grow_thread(session, town, "/a", talk(1))
    taken = grown.ids[0]
    draws = iter([taken, taken, taken + 1])
    with reading(session):
        assert draw_comment_id(session, taken >> 21, None, lambda: next(draws)) == taken + 1
