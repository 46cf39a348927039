"""What moderators read: the queue narrowed down, a wave as one item, and all that one wants to know of each comment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from discuss.domain.decisions import Deed
from discuss.domain.permissions import Actor, Role
from discuss.errors import Invalid, NotAllowed, UnknownComment, UnknownSite
from discuss.services import asking, presence, undoing
from discuss.services.moderation import Item
from discuss.services.narrowing import Narrowing
from discuss.services.queue import QueueItem, QueueRequest, list_alike, load_queue
from discuss.services.reactions import FlagReason
from discuss.store.queries import queue as queries
from tests.hostile import TRICKS, UNSTORABLE
from tests.services.writers import LONG, Writers, reader
from tests.store.listening import listening

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

MINUTE = 60_000


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    """Readers on a site where everything waits."""
    assert site.name == "town"
    writers = Writers(session, instance)
    writers.set(premoderation="all", rules="off", posts_limit="off")
    return writers


@pytest.fixture
def moderator(writers: Writers) -> Actor:
    return writers.add_moderator()


def load(writers: Writers, actor: Actor, **changes: Any) -> list[QueueItem]:
    own = {name: changes.pop(name) for name in ("status", "cursor", "limit", "now") if name in changes}
    return load_queue(writers.session, actor, QueueRequest(site="town", narrowing=Narrowing(**changes), **own)).items


def ids(writers: Writers, actor: Actor, **changes: Any) -> list[int]:
    return [item.comment.id for item in load(writers, actor, **changes)]


def test_what_waits_is_found_by_words_page_author_and_age(writers: Writers, moderator: Actor) -> None:
    first = writers.post(reader(1), "Die Fähre fährt am Sonntag", page="/a")
    second = writers.post(reader(2), "A word about the ferry", page="/b")
    assert ids(writers, moderator) == [first, second]
    assert ids(writers, moderator, q="FAHRE sonn") == [first]
    assert ids(writers, moderator, q="ferry fähre") == []
    assert ids(writers, moderator, thread="/b") == [second]
    assert ids(writers, moderator, thread="https://www.town.example/b?utm_source=x") == [second]
    assert ids(writers, moderator, author="Ann") == [first, second]
    assert ids(writers, moderator, author="An") == []
    assert ids(writers, moderator, person=second) == [second]
    moment = writers.find(second).created
    assert ids(writers, moderator, until=moment + 1) == [first, second]
    assert ids(writers, moderator, since=moment + 1) == []
    assert ids(writers, moderator, thread="/b", q="ferry", author="Ann", since=0) == [second]


def test_what_waits_is_found_by_the_reason(writers: Writers, moderator: Actor) -> None:
    held = writers.post(reader(1))
    writers.set(premoderation="none")
    reported = writers.post(reader(2), "Something else")
    writers.flag(reported, reader(3), FlagReason.ILLEGAL, "ann@example.org")
    writers.flag(reported, reader(4), FlagReason.SPAM)
    assert ids(writers, moderator) == [reported, held], "what is against the law goes first"
    assert ids(writers, moderator, reason="illegal") == [reported]
    assert ids(writers, moderator, reason="spam") == [reported]
    assert ids(writers, moderator, reason="abuse") == []
    assert ids(writers, moderator, reason="premoderated") == [held]
    writers.decide(moderator, Deed.APPROVE, reported)
    assert ids(writers, moderator, reason="illegal") == []


def test_one_row_however_often_it_is_reported(writers: Writers, moderator: Actor) -> None:
    writers.set(premoderation="none", flags_hold="0")
    comment = writers.post(reader(1))
    for number in range(2, 6):
        writers.flag(comment, reader(number), FlagReason.ABUSE)
    (item,) = load(writers, moderator)
    assert [flag.reason for flag in item.flags] == ["abuse"] * 4


@pytest.mark.parametrize(
    "question",
    ["", "!?", "x" * 201, "a\x00b"],
)
def test_a_question_without_words_is_refused(writers: Writers, moderator: Actor, question: str) -> None:
    with pytest.raises(Invalid):
        load(writers, moderator, q=question)


@pytest.mark.parametrize("changes", [{"reason": "nonsense"}, {"thread": "null"}, {"author": "x" * 101}])
def test_what_cannot_be_is_refused(writers: Writers, moderator: Actor, changes: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        load(writers, moderator, **changes)


def test_hostile_words_are_words(writers: Writers, moderator: Actor) -> None:
    comment = writers.post(reader(1), "A harmless word")
    for body in (*TRICKS, *UNSTORABLE):
        try:
            assert comment not in ids(writers, moderator, q=f"zzz {body}"[:200])
        except Invalid:
            continue
    assert ids(writers, moderator, q="harml' OR 1=1 --") == []
    assert ids(writers, moderator, q='"harmless" * AND') == []
    assert ids(writers, moderator, q="harm*") == [comment]


def test_a_wave_is_one_item_where_its_oldest_stands(writers: Writers, moderator: Actor) -> None:
    before = writers.post(reader(1), "Something else, and quite long enough to tell")
    wave = [writers.post(reader(n), LONG + "!" * (n % 3)) for n in range(2, 7)]
    after = writers.post(reader(8), "And another thing, which is long enough as well")
    items = load(writers, moderator)
    assert [item.comment.id for item in items] == [before, wave[0], after]
    found = items[1].wave
    assert found is not None
    assert (found.count, found.upto, found.names) == (5, wave[-1], ["Ann"] * 3)
    assert items[0].wave is items[2].wave is None
    assert ids(writers, moderator, like=wave[0]) == wave, "each of them can be looked at"
    more = list_alike(writers.session, moderator, "town", [(wave[0], found.upto)])
    assert [item.id for item in more] == wave[1:]
    later = writers.post(reader(9), LONG)
    assert later not in {item.id for item in list_alike(writers.session, moderator, "town", [(wave[0], found.upto)])}


def test_what_somebody_said_something_about_stands_alone(writers: Writers, moderator: Actor) -> None:
    wave = [writers.post(reader(n), LONG) for n in range(1, 5)]
    asking.ask_others(writers.session, writers.instance, moderator, ("town", Item(wave[1], 1)), "Is it?")
    assert ids(writers, moderator) == wave[:2]
    assert load(writers, moderator)[0].wave.count == 3  # type: ignore[union-attr]


@pytest.mark.parametrize("far", [6, 20_000])
def test_the_pages_of_a_folded_queue_leave_nothing_out(
    writers: Writers, moderator: Actor, monkeypatch: pytest.MonkeyPatch, far: int
) -> None:
    monkeypatch.setattr(queries, "LOOK", 4)
    monkeypatch.setattr(queries, "FAR", far)
    wave = [writers.post(reader(n), LONG) for n in range(1, 11)]
    others = [writers.post(reader(n), f"Quite another thing, the number {n} of them") for n in range(11, 16)]
    found: list[int] = []
    cursor: str | None = None
    for _ in range(20):
        view = load_queue(writers.session, moderator, QueueRequest(site="town", cursor=cursor, limit=2))
        assert view.items or far == 6
        found += [item.comment.id for item in view.items]
        cursor = view.next
        if cursor is None:
            break
    assert found == [wave[0], *others]


def test_the_record_of_an_author_is_told(writers: Writers, moderator: Actor) -> None:
    mine = [writers.post(reader(1), f"Number {n}") for n in range(5)]
    writers.post(reader(2), "Somebody else")
    writers.decide(moderator, Deed.APPROVE, *mine[:2])
    writers.decide(moderator, Deed.SPAM, mine[2])
    record = load(writers, moderator)[0].record
    assert (record.published, record.turned_down, record.waiting) == (2, 1, 2)
    assert record.since == writers.find(mine[0]).created


def test_parent_and_reasons_come_along(writers: Writers, moderator: Actor) -> None:
    writers.set(premoderation="none")
    root = writers.post(reader(1), "The *first* word")
    writers.set(premoderation="all")
    writers.post(reader(2), "And the second", parent=root)
    (answer,) = load(writers, moderator)
    assert answer.parent is not None
    assert (answer.parent.id, answer.parent.author_name, answer.parent.excerpt) == (root, "Ann", "The first word")
    assert [each.reason for each in answer.reasons] == ["premoderated"]
    assert answer.thread.key == "/a"


def test_asking_the_others_keeps_it_with_a_word_why(writers: Writers, moderator: Actor) -> None:
    comment = writers.post(reader(1))
    writers.post(reader(2), "Another")
    batch = asking.ask_others(
        writers.session, writers.instance, moderator, ("town", Item(comment, 1)), " Is this Ruth? "
    )
    assert [result.error for result in batch.results] == [None]
    (item,) = load(writers, moderator, asked=True)
    assert item.comment.id == comment
    assert item.question is not None
    assert (item.question.text, item.question.name) == ("Is this Ruth?", "The moderator")
    undoing.undo(writers.session, writers.instance, moderator, batch.batch)
    assert load(writers, moderator, asked=True) == []
    asking.ask_others(writers.session, writers.instance, moderator, ("town", Item(comment, 1)), "Once more")
    writers.decide(moderator, Deed.APPROVE, comment)
    assert writers.find(comment).question is None


def test_asking_about_what_was_decided_is_stale(writers: Writers, moderator: Actor) -> None:
    comment = writers.post(reader(1))
    writers.decide(moderator, Deed.APPROVE, comment)
    version = writers.find(comment).version
    for seen in (1, version):
        batch = asking.ask_others(writers.session, writers.instance, moderator, ("town", Item(comment, seen)), "Why?")
        assert [result.error for result in batch.results] == ["stale"]
    assert writers.find(comment).question is None


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 301, "a\x00b"])
def test_a_question_needs_words(writers: Writers, moderator: Actor, words: str) -> None:
    comment = writers.post(reader(1))
    with pytest.raises(Invalid):
        asking.ask_others(writers.session, writers.instance, moderator, ("town", Item(comment, 1)), words)


def test_notes_stand_with_the_comment_and_only_ones_own_is_taken_back(writers: Writers, moderator: Actor) -> None:
    comment = writers.post(reader(1))
    owner = writers.add_moderator(Role.OWNER)
    place = ("town", comment)
    first = asking.add_note(writers.session, writers.instance, moderator, place, "I know him")
    asking.add_note(writers.session, writers.instance, owner, place, "So do I")
    (item,) = load(writers, moderator)
    assert [(note.name, note.text) for note in item.notes] == [
        ("The moderator", "I know him"),
        ("The owner", "So do I"),
    ]
    assert not asking.remove_note(writers.session, owner, place, first)
    assert asking.remove_note(writers.session, moderator, place, first)
    assert [note.text for note in load(writers, moderator)[0].notes] == ["So do I"]


def test_outsiders_learn_and_leave_nothing(writers: Writers) -> None:
    comment = writers.post(reader(1))
    contributor, nobody = writers.add_moderator(Role.CONTRIBUTOR), Actor(user_id=5)
    session, instance = writers.session, writers.instance
    for actor, error in ((contributor, NotAllowed), (nobody, UnknownSite)):
        with pytest.raises(error):
            asking.add_note(session, instance, actor, ("town", comment), "Hello")
        with pytest.raises(error):
            asking.ask_others(session, instance, actor, ("town", Item(comment, 1)), "Hello")
        with pytest.raises(error):
            presence.set_reading(session, instance, actor, "town", comment)
        with pytest.raises(error):
            presence.list_readers(session, actor, "town", 0)
        with pytest.raises(error):
            list_alike(session, actor, "town", [(comment, comment)])


def test_a_comment_of_another_site_is_none(writers: Writers, moderator: Actor) -> None:
    with pytest.raises(UnknownComment):
        asking.add_note(writers.session, writers.instance, moderator, ("town", 17), "Hello")
    presence.set_reading(writers.session, writers.instance, moderator, "town", 17)
    assert presence.list_readers(writers.session, Actor(is_admin=True), "town", 0) == {}


def test_who_reads_is_seen_by_the_others_for_two_minutes(writers: Writers, moderator: Actor) -> None:
    first, second = writers.post(reader(1)), writers.post(reader(2), "Another")
    owner = writers.add_moderator(Role.OWNER)
    session, now = writers.session, writers.find(first).created
    presence.set_reading(session, replace(writers.instance, clock=lambda: now), moderator, "town", first)
    assert [item.here for item in load(writers, owner, now=now)] == [["The moderator"], []]
    assert [item.here for item in load(writers, moderator, now=now)] == [[], []]
    presence.set_reading(session, replace(writers.instance, clock=lambda: now), moderator, "town", second)
    assert presence.list_readers(session, owner, "town", now) == {second: ["The moderator"]}
    assert presence.list_readers(session, owner, "town", now + 2 * MINUTE - 1) != {}
    assert presence.list_readers(session, owner, "town", now + 2 * MINUTE) == {}
    presence.stop_reading(session, moderator, "town", second)
    assert presence.list_readers(session, owner, "town", now) == {}


@pytest.mark.parametrize(
    "changes", [{}, {"q": "word"}, {"reason": "premoderated"}, {"thread": "/a"}, {"author": "Ann"}]
)
def test_a_page_takes_five_statements(
    writers: Writers, moderator: Actor, engine: Engine, changes: dict[str, str]
) -> None:
    writers.set(premoderation="none")
    root = writers.post(reader(1), "A word before " + LONG)
    writers.set(premoderation="all")
    for number in range(2, 12):
        comment = writers.post(reader(number), f"A word, {LONG}", parent=root)
        asking.add_note(writers.session, writers.instance, moderator, ("town", comment), "A note")
    with listening(engine) as said:
        items = load(writers, moderator, **changes)
    assert items
    assert len(said.sent) <= 5
