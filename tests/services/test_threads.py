from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from benchmarks.generate import add_site, branch, chain, flat, grow_thread, talk
from discuss.domain.paging import ROOTS_DEFAULT, ReplyCursor, Sort, encode_cursor
from discuss.domain.status import Status
from discuss.errors import Invalid, UnknownComment, UnknownSite
from discuss.services import threads
from discuss.services.threads import PageRequest
from discuss.services.views import PageView
from discuss.store.queries.comments import lock_thread, set_status
from discuss.store.session import writing
from discuss.store.tables import Comment, Thread
from tests.services.crowds import Crowd
from tests.services.walking import NOW, Walk
from tests.sizes import BRANCH, CHAIN, TALK

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from benchmarks.generate import Grown
    from discuss.services.instance import Instance


@pytest.fixture
def town(session: Session) -> int:
    return add_site(session)


@pytest.fixture
def discussion(session: Session, town: int) -> Grown:
    return grow_thread(session, town, "/talk", talk(120))


def decide(session: Session, ids: list[int], status: Status) -> None:
    with writing(session):
        for comment_id in ids:
            comment = session.get_one(Comment, comment_id)
            set_status(session, lock_thread(session, comment.thread_id), comment, status)


def pin(session: Session, ids: list[int]) -> None:
    with writing(session):
        session.execute(update(Comment).where(Comment.id.in_(ids)).values(pinned=1))


def expected(session: Session, sort: Sort) -> list[int]:
    """Order what is shown by the rules alone: roots pinned first and by the sort, below each its replies by id."""
    shown = session.query(Comment).where(Comment.shown).all()
    below: dict[int, list[int]] = {comment.id: [] for comment in shown if comment.root_id is None}
    for comment in sorted(shown, key=lambda comment: comment.id):
        if comment.root_id is not None:
            below[comment.root_id].append(comment.id)
    keys: dict[Sort, Any] = {
        Sort.OLDEST: lambda root: (-root.pinned, root.id),
        Sort.NEWEST: lambda root: (-root.pinned, -root.id),
        Sort.BEST: lambda root: (-root.pinned, root.rank, root.id),
    }
    roots = sorted((comment for comment in shown if comment.root_id is None), key=keys[sort])
    session.rollback()
    return [comment_id for root in roots for comment_id in (root.id, *below[root.id])]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("limit", [1, 2, 7, 25, 100])
def test_the_pages_together_are_the_thread(session: Session, discussion: Grown, sort: Sort, limit: int) -> None:
    walk = Walk(session, discussion.key, sort, limit)
    assert walk.ids() == expected(session, sort)


@pytest.mark.parametrize("sort", Sort)
def test_pinned_roots_stand_first_and_once(session: Session, discussion: Grown, sort: Sort) -> None:
    roots = [branch.root.id for branch in Walk(session, discussion.key, limit=100).page().branches]
    pin(session, roots[3:20:4])
    for limit in (1, 2, 3, 25):
        found = Walk(session, discussion.key, sort, limit).ids()
        assert found == expected(session, sort)
        assert found[0] in roots[3:20:4]


@pytest.mark.parametrize("sort", Sort)
def test_tombstones_stand_while_something_visible_stands_below(session: Session, town: int, sort: Sort) -> None:
    grown = grow_thread(session, town, "/t", [*chain(30), *flat(5)])
    decide(session, grown.ids[:29], Status.DELETED)
    assert sorted(Walk(session, "/t", sort, 2).ids()) == grown.ids
    decide(session, grown.ids[29:30], Status.REJECTED)
    assert Walk(session, "/t", sort, 2).ids() == expected(session, sort)
    assert sorted(Walk(session, "/t", sort, 2).ids()) == grown.ids[30:]


def test_a_parent_stands_before_its_children(session: Session, discussion: Grown) -> None:
    decide(session, discussion.ids[1:100:5], Status.SPAM)
    for limit in (1, 3, 100):
        seen: set[int | None] = {None}
        for comment in Walk(session, discussion.key, limit=limit).comments():
            assert comment.parent_id in seen
            seen.add(comment.id)


def test_first_pages_hold_ten_replies_of_a_root(session: Session, town: int) -> None:
    grow_thread(session, town, "/eleven", branch(11))
    grow_thread(session, town, "/ten", branch(10), seed=1)
    page = Walk(session, "/eleven").page()
    assert (len(page.branches[0].replies), len(page.mores), page.next) == (10, 1, None)
    page = Walk(session, "/ten").page()
    assert (len(page.branches[0].replies), page.mores, page.next) == (10, {}, None)


def test_the_last_full_page_promises_no_other(session: Session, town: int) -> None:
    grow_thread(session, town, "/full", flat(ROOTS_DEFAULT * 2))
    first = Walk(session, "/full").page()
    last = Walk(session, "/full").page(first.next)
    assert (len(last.branches), last.next) == (ROOTS_DEFAULT, None)


@pytest.mark.parametrize("sort", Sort)
def test_a_long_thread_is_walked_whole(session: Session, town: int, sort: Sort) -> None:
    grown = grow_thread(session, town, "/long", talk(TALK))
    assert sorted(Walk(session, "/long", sort, 100).ids()) == grown.ids


def test_a_wide_branch_is_walked_whole(session: Session, town: int) -> None:
    grown = grow_thread(session, town, "/wide", branch(BRANCH))
    assert Walk(session, "/wide", limit=100).ids() == grown.ids


def test_a_deep_chain_is_walked_whole(session: Session, town: int) -> None:
    grown = grow_thread(session, town, "/deep", chain(CHAIN))
    found = Walk(session, "/deep", limit=100).comments()
    assert [comment.id for comment in found] == grown.ids
    assert found[-1].depth == CHAIN - 1


@pytest.mark.parametrize("sort", [Sort.OLDEST, Sort.NEWEST])
def test_what_was_there_comes_once_while_others_post(
    engine: Engine, instance: Instance, session: Session, town: int, sort: Sort
) -> None:
    grown = grow_thread(session, town, "/busy", talk(300))
    crowd = Crowd(engine, instance, "/busy", grown.ids)
    with crowd.posting():
        found = Walk(session, "/busy", sort, 5, crowd.await_post).ids()
    assert len(found) == len(set(found))
    assert set(grown.ids) <= set(found)
    everything = Walk(session, "/busy", sort, 100).ids()
    assert len(everything) == len(set(everything)) == len(grown.ids) + crowd.posted
    assert set(found) <= set(everything)


@pytest.mark.parametrize("sort", [Sort.OLDEST, Sort.NEWEST])
def test_what_goes_while_one_reads_takes_nothing_else_along(session: Session, discussion: Grown, sort: Sort) -> None:
    goners = iter(discussion.ids[5::11])

    def let_one_go() -> None:
        decide(session, [goner for goner in [next(goners, None)] if goner], Status.DELETED)

    found = Walk(session, discussion.key, sort, 3, let_one_go).ids()
    assert len(found) == len(set(found))
    assert set(expected(session, sort)) <= set(found)


def test_a_cursor_belongs_to_its_thread_and_sort(session: Session, town: int, discussion: Grown) -> None:
    grow_thread(session, town, "/other", talk(120), seed=1)
    walk = Walk(session, discussion.key, Sort.NEWEST, 3)
    cursor = walk.page().next
    assert walk.page(cursor).branches
    for other in (Walk(session, "/other", Sort.NEWEST), Walk(session, discussion.key, Sort.OLDEST)):
        with pytest.raises(Invalid) as refused:
            other.page(cursor)
        assert [error.pointer for error in refused.value.errors] == ["?cursor"]


def test_a_cursor_of_replies_serves_every_sort_but_no_other_thread(session: Session, town: int) -> None:
    grow_thread(session, town, "/wide", branch(30))
    grow_thread(session, town, "/other", branch(30), seed=1)
    (more,) = Walk(session, "/wide").page().mores.values()
    assert len(Walk(session, "/wide", Sort.BEST).page(more).replies) == 20
    with pytest.raises(Invalid):
        Walk(session, "/other").page(more)


def test_a_made_up_cursor_gives_no_replies_of_another_thread(session: Session, town: int) -> None:
    mine = grow_thread(session, town, "/mine", branch(3))
    other = grow_thread(session, town, "/other", branch(30), seed=1)
    made_up = encode_cursor(ReplyCursor(mine.thread, other.ids[0], 0))
    with pytest.raises(Invalid):
        Walk(session, "/mine").page(made_up)


@pytest.mark.parametrize("cursor", [None, "made-up"])
@pytest.mark.usefixtures("town")
def test_a_cursor_for_a_thread_that_is_not_there(session: Session, cursor: str | None) -> None:
    if cursor is None:
        page = Walk(session, "/nobody-was-here").page()
        assert (page.head.thread.id, page.head.thread.count, page.head.thread.version) == (None, 0, 0)
        assert (page.branches, page.next) == ([], None)
    else:
        with pytest.raises(Invalid):
            Walk(session, "/nobody-was-here").page(cursor)
    assert session.query(Thread).count() == 0


def test_an_unknown_site_has_no_threads(session: Session) -> None:
    with pytest.raises(UnknownSite):
        Walk(session, "/a").page()


def test_a_comment_is_found_with_its_nearest_ancestors(session: Session, town: int) -> None:
    grown = grow_thread(session, town, "/deep", chain(CHAIN))
    place = threads.load_place(session, grown.ids[-1], NOW)
    assert [comment.id for comment in place.ancestors] == [grown.ids[0], *grown.ids[-21:-1]]
    place = threads.load_place(session, grown.ids[5], NOW)
    assert [comment.id for comment in place.ancestors] == grown.ids[:5]
    assert threads.load_place(session, grown.ids[0], NOW).ancestors == []


def test_what_follows_a_comment_begins_after_it(session: Session, town: int) -> None:
    grown = grow_thread(session, town, "/wide", branch(40))
    cursor = threads.load_place(session, grown.ids[17], NOW).cursor
    assert [reply.id for reply in Walk(session, "/wide").page(cursor).replies] == grown.ids[18:]


@pytest.mark.usefixtures("discussion")
def test_a_comment_that_stands_on_no_page_is_not_found(session: Session) -> None:
    leaf = expected(session, Sort.OLDEST)[-1]
    decide(session, [leaf], Status.PENDING)
    for comment_id in (leaf, 1):
        with pytest.raises(UnknownComment):
            threads.load_place(session, comment_id, NOW)


def test_counts_come_under_the_keys_as_asked(session: Session, discussion: Grown) -> None:
    decide(session, discussion.ids[:1], Status.SPAM)
    keys = ["/talk", "/talk/", "https://town.example/talk", "/nothing"]
    assert threads.load_counts(session, "town", keys) == dict(zip(keys, [119, 119, 119, 0], strict=True))
    with pytest.raises(UnknownSite):
        threads.load_counts(session, "nowhere", keys)


def test_a_page_that_is_known_is_not_read(session: Session, discussion: Grown) -> None:
    request = PageRequest(site="town", thread=discussion.key)
    assert threads.load_page_unless(session, request, NOW, lambda head: head.thread.version) == 120
    assert isinstance(threads.load_page_unless(session, request, NOW, lambda _: None), PageView)
