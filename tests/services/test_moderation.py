"""Decisions and their undoing, on both databases: nothing is lost, counts stay right, versions stop collisions."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Actor, Role
from discuss.errors import Invalid, NotAllowed, NotFound, UnknownSite
from discuss.services import access, authorship, comments, deeds, moderation, queue, retention, sites, undoing
from discuss.services.identity import Visitor, build_edit_token
from discuss.services.moderation import Decision, Item
from discuss.store.tables import Comment, LogEntry, Thread
from discuss.store.team_tables import Revision
from tests.store.recounting import read_tally, recount

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

STATE = (
    "status", "shown", "shown_children", "replies", "pinned", "body", "body_html", "excerpt", "edited", "draft_body",
    "draft_html", "vouched", "flags", "urgent", "question", "told_reason", "told_message",
)  # fmt: skip


@pytest.fixture
def moderator(session: Session, instance: Instance, site: Site) -> Actor:
    sites.add_user(session, instance, "mo@town.example", "Mo")
    sites.set_role(session, "mo@town.example", site.name, Role.MODERATOR)
    return access.load_actor(session, sites.list_users(session)[0][0].id)


def post(session: Session, instance: Instance, parent: int | None = None, page: str = "/a", **changes: Any) -> int:
    draft = Draft(url=f"https://town.example{page}", body="Hello", name="Ann", parent=parent)
    visitor = Visitor(address="192.0.2.1")
    wanted = comments.Post(site="town", draft=draft, visitor=visitor)
    if changes:
        sites.set_site(session, "town", changes)
    return comments.post_comment(session, instance, wanted).comment.id


def item(session: Session, comment: int) -> Item:
    session.rollback()
    row = session.get_one(Comment, comment, populate_existing=True)
    return Item(comment, row.version)


def decide(session: Session, instance: Instance, actor: Actor, deed: Deed, *ids: int, **how: Any) -> deeds.Batch:
    wanted = Decision(items=[item(session, each) for each in ids], deed=deed, **how)
    return moderation.decide(session, instance, actor, wanted)


def state(session: Session) -> dict[int, tuple[Any, ...]]:
    session.rollback()
    rows = session.scalars(select(Comment), execution_options={"populate_existing": True})
    return {row.id: tuple(getattr(row, name) for name in STATE) for row in rows}


def check_counts(session: Session) -> None:
    session.rollback()
    for thread in session.scalars(select(Thread.id)).all():
        assert read_tally(session, thread) == recount(session, thread)


def thread_count(session: Session) -> int:
    session.rollback()
    return sum(session.scalars(select(Thread.count)))


@pytest.mark.parametrize(
    ("deed", "status"),
    [(Deed.APPROVE, "approved"), (Deed.REJECT, "rejected"), (Deed.SPAM, "spam"), (Deed.DELETE, "deleted")],
)
def test_a_decision_gives_the_status_and_a_row_of_the_log(
    session: Session, instance: Instance, moderator: Actor, deed: Deed, status: str
) -> None:
    comment = post(session, instance, premoderation="all")
    batch = decide(session, instance, moderator, deed, comment, reason="off-topic", note="for the team")
    assert [(result.id, result.status) for result in batch.results] == [(comment, status)]
    entry = session.scalars(select(LogEntry).where(LogEntry.batch == batch.batch)).one()
    assert (entry.action, entry.before, entry.after) == (deed, "pending", status)
    assert (entry.actor, entry.user_id, entry.reason) == ("member", moderator.user_id, "off-topic")
    assert thread_count(session) == (1 if status == "approved" else 0)


def test_an_older_version_is_stale_and_nothing_happens(session: Session, instance: Instance, moderator: Actor) -> None:
    comment = post(session, instance, premoderation="all")
    seen = item(session, comment)
    moderation.decide(session, instance, moderator, Decision(items=[seen], deed=Deed.APPROVE))
    before = state(session)
    again = moderation.decide(session, instance, moderator, Decision(items=[seen], deed=Deed.SPAM))
    assert [(result.error, result.status) for result in again.results] == [("stale", "approved")]
    assert state(session) == before


def test_replies_go_with_what_they_answer(session: Session, instance: Instance, moderator: Actor) -> None:
    root = post(session, instance)
    reply = post(session, instance, root)
    answer = post(session, instance, reply)
    decide(session, instance, moderator, Deed.SPAM, root, with_replies=True)
    assert {key: row[0] for key, row in state(session).items()} == {root: "spam", reply: "spam", answer: "spam"}
    assert thread_count(session) == 0
    check_counts(session)


def test_a_decision_is_undone_exactly(session: Session, instance: Instance, moderator: Actor) -> None:
    root = post(session, instance)
    reply = post(session, instance, root)
    held = post(session, instance, reply, premoderation="all")
    before = state(session)
    for deed in (Deed.REJECT, Deed.SPAM, Deed.DELETE, Deed.APPROVE):
        batch = decide(session, instance, moderator, deed, root, reply, held)
        undone = undoing.undo(session, instance, moderator, batch.batch)
        assert all(result.error is None for result in undone.results)
        assert state(session) == before
        check_counts(session)


def test_what_changed_since_stays_and_is_named(session: Session, instance: Instance, moderator: Actor) -> None:
    first, second = post(session, instance), post(session, instance)
    batch = decide(session, instance, moderator, Deed.SPAM, first, second)
    decide(session, instance, moderator, Deed.APPROVE, second)
    undone = undoing.undo(session, instance, moderator, batch.batch)
    assert {result.id: (result.error, result.status) for result in undone.results} == {
        first: (None, "approved"),
        second: ("stale", "approved"),
    }


def test_undoing_twice_changes_nothing_the_second_time(session: Session, instance: Instance, moderator: Actor) -> None:
    comment = post(session, instance)
    batch = decide(session, instance, moderator, Deed.SPAM, comment)
    undoing.undo(session, instance, moderator, batch.batch)
    before = state(session)
    again = undoing.undo(session, instance, moderator, batch.batch)
    assert [result.error for result in again.results] == ["stale"]
    assert state(session) == before


def test_an_undo_can_be_undone(session: Session, instance: Instance, moderator: Actor) -> None:
    comment = post(session, instance)
    batch = decide(session, instance, moderator, Deed.DELETE, comment)
    undone = undoing.undo(session, instance, moderator, batch.batch)
    undoing.undo(session, instance, moderator, undone.batch)
    assert state(session)[comment][0] == "deleted"


def test_restoring_gives_back_what_it_was(session: Session, instance: Instance, moderator: Actor) -> None:
    public, held = post(session, instance), post(session, instance, premoderation="all")
    for comment, status in ((public, "approved"), (held, "pending")):
        decide(session, instance, moderator, Deed.SPAM, comment)
        decide(session, instance, moderator, Deed.RESTORE, comment)
        assert state(session)[comment][0] == status


def test_an_edit_is_rendered_marked_and_undone(session: Session, instance: Instance, moderator: Actor) -> None:
    comment = post(session, instance)
    before = state(session)
    batch = decide(session, instance, moderator, Deed.EDIT, comment, body="**Calmer** <script>x</script>")
    row = session.get_one(Comment, comment, populate_existing=True)
    assert row.body_html == "<p><strong>Calmer</strong> &lt;script&gt;x&lt;/script&gt;</p>"
    assert row.edited is not None
    undoing.undo(session, instance, moderator, batch.batch)
    assert state(session) == before


def test_an_approval_publishes_the_waiting_edit_and_undoing_takes_it_back(
    session: Session, instance: Instance, moderator: Actor
) -> None:
    comment = post(session, instance)
    sites.set_site(session, "town", {"max_links": "0"})
    token = build_edit_token(instance, comment)
    authorship.edit_comment(session, instance, comment, token, "See https://other.example")
    before = state(session)
    batch = decide(session, instance, moderator, Deed.APPROVE, comment)
    row = session.get_one(Comment, comment, populate_existing=True)
    assert (row.body, row.draft_body) == ("See https://other.example", None)
    assert "https://other.example" in row.body_html
    undoing.undo(session, instance, moderator, batch.batch)
    assert state(session) == before


def test_a_pin_is_undone_and_belongs_to_roots(session: Session, instance: Instance, moderator: Actor) -> None:
    root = post(session, instance)
    reply = post(session, instance, root)
    before = state(session)
    batch = decide(session, instance, moderator, Deed.PIN, root)
    assert state(session)[root][STATE.index("pinned")] == 1
    undoing.undo(session, instance, moderator, batch.batch)
    assert state(session) == before
    with pytest.raises(Invalid):
        decide(session, instance, moderator, Deed.PIN, reply)


def test_nobody_decides_where_they_have_no_role(session: Session, instance: Instance, moderator: Actor) -> None:
    comment = post(session, instance)
    seen = Decision(items=[item(session, comment)], deed=Deed.DELETE)
    before = state(session)
    for actor in (Actor(), Actor(user_id=5), Actor(roles={comment: Role.OWNER}), _contributor(moderator)):
        batch = moderation.decide(session, instance, actor, seen)
        assert [result.error for result in batch.results] == ["unknown"]
    assert state(session) == before
    done = moderation.decide(session, instance, moderator, seen)
    with pytest.raises(NotFound):
        undoing.undo(session, instance, Actor(user_id=5), done.batch)


def _contributor(moderator: Actor) -> Actor:
    return Actor(user_id=moderator.user_id, roles=dict.fromkeys(moderator.roles, Role.CONTRIBUTOR))


def test_outsiders_learn_nothing_of_a_site(session: Session, site: Site, moderator: Actor) -> None:
    wanted = queue.QueueRequest(site=site.name)
    with pytest.raises(UnknownSite):
        queue.load_queue(session, Actor(user_id=5), wanted)
    with pytest.raises(NotAllowed):
        queue.load_queue(session, _contributor(moderator), wanted)


@pytest.mark.parametrize("seed", range(4))
def test_random_decisions_and_undoing_them_all_lead_back(
    session: Session, instance: Instance, moderator: Actor, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a walk that can be repeated
    sites.set_site(session, "town", {"posts_limit": "off"})
    ids: list[int] = []
    for _ in range(12):
        visible = [key for key, row in state(session).items() if row[0] == "approved"]
        parent = chance.choice([None, *visible])
        ids.append(post(session, instance, parent, premoderation=chance.choice(["none", "all"])))
    before, batches = state(session), []
    for _ in range(10):
        deed = chance.choice([Deed.APPROVE, Deed.REJECT, Deed.SPAM, Deed.DELETE, Deed.RESTORE])
        chosen = chance.sample(ids, chance.randint(1, 4))
        batches.append(decide(session, instance, moderator, deed, *chosen).batch)
        check_counts(session)
    for batch in reversed(batches):
        undone = undoing.undo(session, instance, moderator, batch)
        assert all(result.error is None for result in undone.results)
        check_counts(session)
    assert state(session) == before


def test_nobody_republishes_what_its_author_deleted(session: Session, instance: Instance, moderator: Actor) -> None:
    root = post(session, instance)
    reply = post(session, instance, root)
    for comment in (root, reply):
        authorship.delete_comment(session, instance, comment, build_edit_token(instance, comment))
    before = state(session)
    for deed in (Deed.APPROVE, Deed.RESTORE, Deed.REJECT, Deed.SPAM):
        batch = decide(session, instance, moderator, deed, reply)
        assert [result.error for result in batch.results] == ["unknown"]
        decide(session, instance, moderator, deed, root, with_replies=True)
    assert state(session) == before


def test_a_moderators_deletion_can_be_taken_back(session: Session, instance: Instance, moderator: Actor) -> None:
    comment = post(session, instance)
    decide(session, instance, moderator, Deed.DELETE, comment)
    assert decide(session, instance, moderator, Deed.RESTORE, comment).results[0].status == "approved"


def test_what_is_forgotten_is_forgotten_in_former_texts_too(
    session: Session, instance: Instance, moderator: Actor
) -> None:
    root = post(session, instance)
    post(session, instance, root)
    edited = decide(session, instance, moderator, Deed.EDIT, root, body="Calmer")
    assert session.scalars(select(Revision)).all()
    decide(session, instance, moderator, Deed.DELETE, root)
    later = instance.clock() + 31 * 24 * 3600 * 1000
    retention.sweep(session, replace(instance, clock=lambda: later))
    session.rollback()
    assert session.scalars(select(Revision)).all() == []
    assert [result.error for result in undoing.undo(session, instance, moderator, edited.batch).results] == ["stale"]
    for deed in (Deed.RESTORE, Deed.APPROVE):
        assert decide(session, instance, moderator, deed, root).results[0].error == "unknown"
