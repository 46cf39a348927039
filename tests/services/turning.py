"""A discussion to which anything may happen in any order: readers, the team, and what the team takes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import delete, select

from discuss.domain.decisions import REASONS, TELLING, Deed
from discuss.domain.status import Status
from discuss.errors import DiscussError
from discuss.services import authorship, moderation, undoing
from discuss.services.identity import build_edit_token
from discuss.services.moderation import Decision, Item
from discuss.services.reactions import FlagReason
from discuss.store.machine_tables import Job
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, LogEntry, Subscription, Thread
from discuss.store.team_tables import Note
from tests.services.looking import check_counts, check_log, look, look_in_public
from tests.services.pasts import Past, Step
from tests.services.writers import Writers, reader

if TYPE_CHECKING:
    from discuss.domain.permissions import Actor
    from discuss.services.deeds import Batch
    from tests.services.looking import Look

START = 1_790_000_000_000
TEXTS = st.sampled_from(["Hello", "Quite *so*", "Buy pills", "See you"])
INDEX = st.integers(0, 30)


class Discussion(RuleBasedStateMachine):
    """Begins anew in a database that the runs share."""

    def __init__(self, writers: Writers, moderator: Actor) -> None:
        super().__init__()
        self.now = START
        self.session, self.moderator = writers.session, moderator
        self.writers = Writers(writers.session, replace(writers.instance, clock=lambda: self.now))
        self.ids: list[int] = []
        self.batches: list[str] = []
        self.pasts: dict[int, Past] = {}
        self.deleted: set[int] = set()
        self.notes: list[str] = []
        self.versions: dict[int, int] = {}
        self.seen = (0, b"[0,[]]")
        with writing(self.session):
            for table in (LogEntry, Job, Thread):
                self.session.execute(delete(table))

    @initialize()
    def begin(self) -> None:
        self.add_comment("Hello", None)
        with writing(self.session):
            thread = self.session.scalars(select(Thread)).one()
            listener = Subscription(
                id=1, thread_id=thread.id, email="bea@example.org", created=self.now, confirmed=self.now
            )
            self.session.add(listener)

    def add_comment(self, body: str, parent: int | None) -> None:
        comment = self.writers.post(reader(len(self.ids) % 5), body, parent=parent)
        self.ids.append(comment)
        self.pasts[comment] = Past()

    def pick(self, *numbers: int) -> list[int]:
        return sorted({self.ids[number % len(self.ids)] for number in numbers})

    @rule(body=TEXTS, above=st.none() | INDEX)
    def post(self, body: str, above: int | None) -> None:
        parent = None if above is None else self.pick(above)[0]
        if parent is None or look(self.session)[parent].own["status"] == Status.APPROVED:
            self.add_comment(body, parent)

    @rule(number=INDEX, who=st.integers(10, 14), reason=st.sampled_from(FlagReason))
    def report(self, number: int, who: int, reason: FlagReason) -> None:
        (comment,) = self.pick(number)
        if look(self.session)[comment].own["status"] == Status.APPROVED:
            self.writers.flag(comment, reader(who), reason)
            self.pasts[comment].report()
            self.end_if_changed(comment)

    @rule(number=INDEX, body=TEXTS)
    def edit(self, number: int, body: str) -> None:
        (comment,) = self.pick(number)
        try:
            self.writers.edit(comment, body)
        except DiscussError:
            self.session.rollback()
        self.end_if_changed(comment)

    @rule(number=INDEX)
    def delete_own(self, number: int) -> None:
        (comment,) = self.pick(number)
        token = build_edit_token(self.writers.instance, comment)
        authorship.delete_comment(self.session, self.writers.instance, comment, token)
        self.deleted.add(comment)
        self.pasts[comment].end()

    def end_if_changed(self, comment: int) -> None:
        if look(self.session)[comment].version != self.versions[comment]:
            self.pasts[comment].end()

    @rule(number=INDEX)
    def note(self, number: int) -> None:
        (comment,) = self.pick(number)
        self.notes.append(f"Note {len(self.notes)}")
        with writing(self.session):
            self.session.add(Note(id=len(self.notes), comment_id=comment, text=self.notes[-1], at=self.now))

    @rule(
        numbers=st.lists(INDEX, min_size=1, max_size=4),
        deed=st.sampled_from(Deed),
        reason=st.none() | st.sampled_from(REASONS),
        message=st.none() | st.sampled_from(["Kindly, please.", "Not here."]),
        with_replies=st.booleans(),
    )
    def decide(
        self, numbers: list[int], deed: Deed, reason: str | None, message: str | None, *, with_replies: bool
    ) -> None:
        ids = self.pick(*numbers[:1] if deed is Deed.EDIT else numbers)
        items = [Item(each, self.versions[each]) for each in ids]
        told = message if deed in TELLING else None
        body = "Edited by the team" if deed is Deed.EDIT else None
        decision = Decision(
            items=items, deed=deed, body=body, reason=reason, message=told, note="x", with_replies=with_replies
        )
        before = look(self.session)
        try:
            batch = moderation.decide(self.session, self.writers.instance, self.moderator, decision)
        except DiscussError:  # a reply cannot be pinned: then nothing at all happened
            assert deed in {Deed.PIN, Deed.UNPIN}
            assert look(self.session) == before
            return
        assert {result.id for result in batch.results if result.error} == self.deleted & set(ids)
        self.remember(batch, before)

    def remember(self, batch: Batch, before: dict[int, Look]) -> None:
        """Keep of each comment what it was. What an earlier batch made of it is there no more unless its version is."""
        after = look(self.session)
        with reading(self.session):
            about = set(self.session.scalars(select(LogEntry.comment_id).where(LogEntry.batch == batch.batch)))
        self.batches += [batch.batch] if about else []
        for comment in about:
            assert comment is not None
            past = self.pasts[comment]
            if after[comment].version == before[comment].version:
                past.steps = []
            past.steps.append(Step({batch.batch}, before[comment]))
            past.undone = None
        assert {key for key in after if after[key].own != before[key].own} <= about

    @rule(number=INDEX)
    def decide_too_late(self, number: int) -> None:
        (comment,) = self.pick(number)
        before = look(self.session)
        late = Decision(items=[Item(comment, self.versions[comment] - 1)], deed=Deed.SPAM)
        batch = moderation.decide(self.session, self.writers.instance, self.moderator, late)
        expected = "unknown" if comment in self.deleted else "stale"
        assert [result.error for result in batch.results] == [expected]
        assert look(self.session) == before

    @precondition(lambda self: self.batches)
    @rule(number=INDEX)
    def undo_any(self, number: int) -> None:
        self.undo(self.batches[number % len(self.batches)])

    @precondition(lambda self: self.batches)
    @rule()
    def undo_last(self) -> None:
        self.undo(self.batches[-1])

    def undo(self, name: str) -> None:
        before = look(self.session)
        batch = undoing.undo(self.session, self.writers.instance, self.moderator, name)
        after = look(self.session)
        self.batches += [batch.batch] if any(result.error is None for result in batch.results) else []
        for result in batch.results:
            comment = int(result.id)
            past, was, became = self.pasts[comment], before[comment], after[comment]
            is_over = past.is_over(name)
            expected = past.take_back(name, Step({batch.batch}, was))
            if expected is not None:
                assert result.error is None
                assert became.own == expected.before.own
                assert expected.is_reported or became.reports == expected.before.reports
            elif result.error is None:
                assert not is_over
                past.forget()
            else:
                assert became.own == was.own

    @invariant()
    def check(self) -> None:
        found = look(self.session)
        check_counts(self.session)
        check_log(self.session)
        assert all(self.versions.get(key, 0) <= each.version for key, each in found.items())
        assert {found[key].own["status"] for key in self.deleted} <= {Status.DELETED}
        self.versions = {key: each.version for key, each in found.items()}
        version, page = self.seen
        self.seen = look_in_public(self.session, "/a")
        assert (self.seen[0] > version) == (self.seen[1] != page)
        self.now += 1000  # whatever comes next has a moment of its own

    @invariant()
    def check_what_stands_beside(self) -> None:
        with reading(self.session):
            assert self.session.scalars(select(Note.text).order_by(Note.id)).all() == self.notes
            visible = self.session.scalars(select(Comment.id).where(Comment.status == Status.APPROVED)).all()
            jobs = {job.payload["comment"] for job in self.session.scalars(select(Job).where(Job.kind == "replies"))}
        assert {*visible} - {*self.ids[:1]} <= jobs
