"""What is foreseen is what happens: about one, a selection, and everything that a filter shows; on both databases."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from discuss.domain.decisions import Deed
from discuss.domain.permissions import Role
from discuss.domain.status import Status
from discuss.errors import Invalid, NotAllowed, UnknownSite
from discuss.services import access, effects, everything, moderation, sites, undoing
from discuss.services.everything import Sweep
from discuss.services.identity import Visitor
from discuss.services.moderation import Decision, Item
from discuss.services.queue import QueueRequest
from discuss.services.reactions import FlagReason, Report, add_flag
from discuss.store.queries.comments import lock_thread
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, LogEntry
from tests.services.mailing import Town
from tests.store.recounting import read_tally, recount

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.effects import Effects
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

DEEDS = (Deed.APPROVE, Deed.REJECT, Deed.SPAM, Deed.DELETE, Deed.RESTORE)
REASON = "unkind"


@pytest.fixture
def town(session: Session, instance: Instance, site: Site) -> Town:
    sites.set_site(session, site.name, {"posts_limit": "off", "rules": "off"})
    return Town(session, instance)


@pytest.fixture
def moderator(session: Session, instance: Instance, site: Site) -> Actor:
    sites.add_user(session, instance, "mo@town.example", "Mo")
    sites.set_role(session, "mo@town.example", site.name, Role.MODERATOR)
    return access.load_actor(session, sites.list_users(session)[0][0].id)


def grow(town: Town, seed: int) -> list[int]:
    """Grow two discussions with listeners in them, and a comment of every status at every depth."""
    chance = random.Random(seed)  # noqa: S311  any tree will do
    ids = [town.listen("Lena"), town.listen("Omar", page="b")]
    pages = dict(zip(ids, "ab", strict=True))
    for number in range(14):
        parent = chance.choice([*ids, None])
        page = pages[parent] if parent else chance.choice("ab")
        mail = f"r{number}@example.org" if number % 3 == 0 else None
        ids.append(town.post(f"r{number}", parent=parent, page=page, email=mail))
        pages[ids[-1]] = page
        if mail:
            town.confirm(mail)
    for each in ids[2:]:
        town.decide(each, chance.choice(list(Status)))
    town.now += 1
    town.work()
    return ids


def items(town: Town, ids: list[int]) -> list[Item]:
    with reading(town.session):
        rows = town.session.execute(select(Comment.id, Comment.version).where(Comment.id.in_(ids)))
        return [Item(row.id, row.version) for row in rows]


def sight(town: Town) -> dict[int, tuple[bool, bool]]:
    with reading(town.session):
        rows = town.session.execute(select(Comment.id, Comment.status, Comment.shown))
        return {row.id: (row.status == Status.APPROVED, row.shown) for row in rows}


def count_letters(town: Town) -> int:
    """Do what is due but the sending itself, and count the letters."""
    for _ in range(2):
        town.work()
    return sum(job.kind == "reply" for job in town.jobs())


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("with_replies", [False, True])
def test_what_is_foreseen_is_what_happens(
    town: Town, moderator: Actor, deed: Deed, seed: int, *, with_replies: bool
) -> None:
    ids = grow(town, seed)
    chosen = random.Random(seed).sample(ids, 6)  # noqa: S311
    decision = Decision(items=items(town, chosen), deed=deed, with_replies=with_replies)
    seen, letters = sight(town), count_letters(town)
    foreseen = effects.preview_decision(town.session, town.instance, moderator, decision)
    assert sight(town) == seen, "a preview changes nothing"
    batch = moderation.decide(town.session, town.instance, moderator, decision)
    after = sight(town)
    assert (foreseen.comments, foreseen.missing) == (len(chosen), 0)
    assert foreseen.appear == sum(after[each][0] and not seen[each][0] for each in ids)
    assert foreseen.vanish == sum(seen[each][0] and not after[each][0] for each in ids)
    assert foreseen.places == sum(seen[each][0] and not after[each][0] and after[each][1] for each in ids)
    with reading(town.session):
        rows = town.session.scalar(
            select(func.count(LogEntry.comment_id.distinct())).where(LogEntry.batch == batch.batch)
        )
    assert foreseen.comments + foreseen.answers == rows
    assert foreseen.mails == count_letters(town) - letters


def test_what_changed_since_is_counted_as_missing(town: Town, moderator: Actor) -> None:
    ids = [town.post("Ann"), town.post("Ben")]
    seen = items(town, ids)
    town.decide(ids[0], Status.SPAM)
    decision = Decision(items=[*seen, Item(7, 1)], deed=Deed.DELETE)
    foreseen = effects.preview_decision(town.session, town.instance, moderator, decision)
    assert (foreseen.comments, foreseen.missing, foreseen.pages) == (1, 2, 1)


def sweep_of(town: Town, **changes: Any) -> Sweep:
    return Sweep(request=QueueRequest(site="town", **changes), before=town.now)


def statuses(town: Town) -> list[str]:
    with reading(town.session):
        return list(town.session.scalars(select(Comment.status).order_by(Comment.id)))


def hold(town: Town, number: int) -> list[int]:
    sites.set_site(town.session, "town", {"premoderation": "all"})
    return [town.post(f"Reader {n}") for n in range(number)]


def foresee(town: Town, actor: Actor, sweep: Sweep, deed: Deed) -> Effects:
    decision = Decision(items=[], deed=deed)
    return everything.preview_everything(town.session, town.instance, actor, sweep, decision)


def test_everything_is_what_was_there_and_is_as_it_was(town: Town, moderator: Actor) -> None:
    ids = hold(town, 4)
    town.now += 1
    sweep = sweep_of(town)
    assert foresee(town, moderator, sweep, Deed.SPAM).comments == 4
    late = town.post("Late")
    with writing(town.session):
        lock_thread(town.session, town.session.get_one(Comment, ids[0]).thread_id)
        edited = town.session.get_one(Comment, ids[1])
        edited.body, edited.version, edited.changed = "Another text", 2, town.now
    town.decide(ids[2], Status.APPROVED)
    decision = Decision(items=[], deed=Deed.SPAM, reason=REASON)
    batch = everything.decide_everything(town.session, town.instance, moderator, sweep, decision)
    assert [result.id for result in batch.results] == [ids[0], ids[3]]
    assert statuses(town) == ["spam", "pending", "approved", "spam", "pending"]
    assert late
    undoing.undo(town.session, town.instance, moderator, batch.batch)
    assert statuses(town) == ["pending", "pending", "approved", "pending", "pending"]


def test_what_is_reported_after_the_look_stays(town: Town, moderator: Actor) -> None:
    shown, waits = town.post("Ann"), *hold(town, 1)
    town.now += 1
    sweep = sweep_of(town)
    assert foresee(town, moderator, sweep, Deed.SPAM).comments == 1
    town.now += 1
    flagger = Visitor(address="192.0.2.77", reader_key="f" * 32)
    add_flag(town.session, town.instance, shown, flagger, Report(reason=FlagReason.SPAM))
    decision = Decision(items=[], deed=Deed.SPAM, reason=REASON)
    batch = everything.decide_everything(town.session, town.instance, moderator, sweep, decision)
    assert [result.id for result in batch.results] == [waits]
    assert statuses(town) == ["approved", "spam"]


def test_more_than_a_thousand_are_one_batch(town: Town, moderator: Actor) -> None:
    (first,) = hold(town, 1)
    with writing(town.session):
        row = town.session.get_one(Comment, first)
        values = {name.key: getattr(row, name.key) for name in Comment.__table__.columns}
        town.session.add_all(Comment(**values | {"id": first + number}) for number in range(1, 1050))
    town.now += 1
    sweep = sweep_of(town)
    decision = Decision(items=[], deed=Deed.APPROVE)
    assert foresee(town, moderator, sweep, Deed.APPROVE).appear == 1050
    batch = everything.decide_everything(town.session, town.instance, moderator, sweep, decision)
    assert {result.error for result in batch.results} == {None}
    assert set(statuses(town)) == {"approved"}
    with reading(town.session):
        thread = town.session.get_one(Comment, first).thread_id
        assert read_tally(town.session, thread) == recount(town.session, thread)
    undone = undoing.undo(town.session, town.instance, moderator, batch.batch)
    assert len(undone.results) == 1050
    assert set(statuses(town)) == {"pending"}
    undoing.undo(town.session, town.instance, moderator, undone.batch)
    assert set(statuses(town)) == {"approved"}
    with reading(town.session):
        assert read_tally(town.session, thread) == recount(town.session, thread)


def test_everything_of_another_state(town: Town, moderator: Actor) -> None:
    ids = [town.post("Ann"), town.post("Ben")]
    town.decide(ids[0], Status.SPAM)
    town.now += 1
    sweep = sweep_of(town, status="spam")
    decision = Decision(items=[], deed=Deed.DELETE)
    everything.decide_everything(town.session, town.instance, moderator, sweep, decision)
    assert statuses(town) == ["deleted", "approved"]


def test_who_may_not_decide_foresees_nothing(town: Town, moderator: Actor) -> None:
    hold(town, 1)
    sweep, decision = sweep_of(town), Decision(items=[], deed=Deed.SPAM)
    for actor, error in (
        (replace(moderator, roles={}), UnknownSite),
        (replace(moderator, roles=dict.fromkeys(moderator.roles, Role.CONTRIBUTOR)), NotAllowed),
    ):
        for work in (everything.preview_everything, everything.decide_everything):
            with pytest.raises(error):
                work(town.session, town.instance, actor, sweep, decision)
    assert statuses(town) == ["pending"]


@pytest.mark.parametrize("wrong", [{"deed": Deed.EDIT}, {"message": "x" * 2000}, {"note": "\x00"}])
def test_a_wrong_decision_about_everything_is_refused(town: Town, moderator: Actor, wrong: dict[str, Any]) -> None:
    hold(town, 1)
    decision = replace(Decision(items=[], deed=Deed.REJECT), **wrong)
    with pytest.raises(Invalid):
        everything.decide_everything(town.session, town.instance, moderator, sweep_of(town), decision)
