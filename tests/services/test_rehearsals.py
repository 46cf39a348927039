"""What other rules would have done: the past judged again, with what was known then."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from sqlalchemy import select

from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Actor, Role
from discuss.domain.settings import load_settings
from discuss.domain.times import DAY
from discuss.errors import DiscussError, Invalid, NotAllowed, UnknownSite
from discuss.moderation.rehearsal import Word, replay
from discuss.services import authorship, comments, moderation, reactions, rehearsals, sites, undoing, voices
from discuss.services.identity import build_edit_token
from discuss.services.moderation import Decision, Item
from discuss.services.reactions import FlagReason, Report
from discuss.services.rehearsals import read_story
from discuss.store.queries.rehearsals import find_span
from discuss.store.session import reading
from discuss.store.tables import Comment, LogEntry, Site
from tests.api.worlds import dump
from tests.services.writers import LONG, Writers, reader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

ADMIN = Actor(is_admin=True)
PEOPLE = [*(reader(number) for number in (1, 2, 3)), replace(reader(4), reader_key=None)]
TEXTS = ["Hello", LONG, LONG.upper(), f"{LONG} Really?", "https://a.example and https://b.example", "A casino"]
CHANGES = st.fixed_dictionaries(
    {"rules_preset": st.sampled_from(["relaxed", "careful", "strict"])},
    optional={
        "trusted_after": st.sampled_from(["0", "1", "2"]),
        "not_for_trusted": st.sampled_from(["", "links, premoderation", "rejected, copies"]),
        "words": st.just("casino"),
        "listed": st.just("spam"),
        "blocked_domains": st.just("a.example"),
        "fastest": st.just("5s"),
        "reported_before": st.sampled_from(["0", "1", "2"]),
        "rejected_before": st.sampled_from(["1", "3"]),
        "repeats": st.sampled_from(["0", "10m", "2d"]),
        "copies": st.sampled_from(["1", "2"]),
        "posts_limit": st.just("off"),
        "quiet_after": st.sampled_from(["0", "1d", "2d"]),
    },
)
WHO, WHICH = st.integers(0, len(PEOPLE) - 1), st.integers(0, 30)
POST = st.tuples(
    st.just("post"), WHO, st.sampled_from(TEXTS), st.booleans(), st.sampled_from([None, 1, 60])
)  # who, what, whether the hidden field is filled, how long it took
DECIDE = st.tuples(st.just("decide"), WHICH, st.sampled_from([*list(Deed)[:4], Deed.RESTORE]))
WAIT = st.tuples(st.just("wait"), st.integers(1, 3 * DAY))
DELETE = st.tuples(st.just("delete"), WHICH)
FLAG = st.tuples(st.just("flag"), WHICH, WHO)
# What a report was before its decision was taken back is not kept, so no history has both.
HISTORIES = st.lists(st.one_of(POST, POST, DECIDE, WAIT, DELETE, FLAG), max_size=30) | st.lists(
    st.one_of(POST, POST, DECIDE, WAIT, DELETE, st.tuples(st.just("undo"))), max_size=30
)
_numbers = count()


@dataclass
class World:
    """A site of its own, with a clock that goes on with every step."""

    session: Session
    base: Instance
    changes: dict[str, str]
    moved: int = 0
    posted: list[int] = field(default_factory=list)
    decided: set[int] = field(default_factory=set)
    flagged: set[tuple[int, int]] = field(default_factory=set)
    batches: list[str] = field(default_factory=list)
    found: dict[int, tuple[str, set[Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name = f"site{next(_numbers)}"
        self.start = self.base.clock() - 300 * DAY
        sites.add_site(self.session, self.base, sites.NewSite(self.name, "Town", "https://town.example"))
        sites.set_site(self.session, self.name, self.changes)

    @property
    def instance(self) -> Instance:
        self.moved += 1
        return replace(self.base, clock=lambda: self.start + self.moved)

    def go(self, step: tuple[Any, ...]) -> None:
        with suppress(DiscussError):
            getattr(self, step[0])(*step[1:])

    def post(self, who: int, body: str, is_trapped: bool, seconds: int | None) -> None:
        draft = Draft(url="https://town.example/a", body=body, name="Ann", is_trapped=is_trapped, seconds=seconds)
        post = comments.Post(site=self.name, draft=draft, visitor=PEOPLE[who])
        comment = comments.post_comment(self.session, self.instance, post).comment.id
        self.posted.append(comment)
        with reading(self.session):
            status = self.session.get_one(Comment, comment, populate_existing=True).status
            wanted = select(LogEntry.rule, LogEntry.reason).where(LogEntry.comment_id == comment)
            self.found[comment] = status, {tuple(row) for row in self.session.execute(wanted)}

    def decide(self, which: int, deed: Deed) -> None:
        comment = self.posted[which % len(self.posted)] if self.posted else 0
        with reading(self.session):
            found = self.session.get(Comment, comment, populate_existing=True)
            version = found.version if found else 1
        wanted = Decision(items=[Item(comment, version)], deed=deed)
        self.batches.append(moderation.decide(self.session, self.instance, ADMIN, wanted).batch)
        self.decided.add(comment)

    def undo(self) -> None:
        if self.batches:
            undoing.undo(self.session, self.instance, ADMIN, self.batches.pop())

    def delete(self, which: int) -> None:
        if self.posted:
            comment = self.posted[which % len(self.posted)]
            authorship.delete_comment(self.session, self.instance, comment, build_edit_token(self.base, comment))

    def flag(self, which: int, who: int) -> None:
        comment = self.posted[which % len(self.posted)] if self.posted else 0
        if comment in self.decided or (comment, who) in self.flagged:
            return
        self.flagged.add((comment, who))
        report = Report(reason=FlagReason.SPAM)
        reactions.add_flag(self.session, self.instance, comment, PEOPLE[who], report)

    def wait(self, millis: int) -> None:
        self.moved += millis


@pytest.mark.usefixtures("site")
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(CHANGES, HISTORIES, st.sampled_from([1, 3, 10_000]))
def test_the_same_settings_decide_as_they_did(
    session: Session, instance: Instance, changes: dict[str, str], history: list[tuple[Any, ...]], most: int
) -> None:
    world = World(session, instance, changes)
    for step in history:
        world.go(step)
    with reading(session):
        site = session.scalars(select(Site).where(Site.name == world.name)).one()
        if "quiet_after" in changes:
            most = 10_000  # how long it was silent before the first is told by what is shown today
        story = read_story(session, find_span(session, site.id, most))
        again = {
            comment: (decision.status, {(each.rule, each.verdict.reason) for each in decision.verdicts})
            for comment, decision in replay(story, load_settings(site.settings))
        }
    expected = {comment: world.found[comment] for comment in sorted(world.posted)[-most:]}
    silent = {("trusted", "trusted")}  # what lets a comment appear is not written down
    assert {comment: (str(status), found - silent) for comment, (status, found) in again.items()} == expected


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    assert site.name == "town"
    return Writers(session, instance)


def try_rules(writers: Writers, **changes: str) -> rehearsals.Trial:
    return rehearsals.try_rules(writers.session, ADMIN, "town", changes)


def links(n: int) -> str:
    return " ".join(f"https://example.org/{number}" for number in range(n))


def test_what_a_rule_would_have_caught_is_shown(writers: Writers) -> None:
    writers.set(max_links="off", posts_limit="off")
    fine, other = writers.post(reader(1), links(2)), writers.post(reader(2), links(3), page="/b")
    writers.post(reader(3), "No links")
    writers.decide(writers.add_moderator(), Deed.APPROVE, fine)
    before = dump(writers.session)
    trial = try_rules(writers, max_links="1")
    found = trial.found
    assert (found.judged, dict(found.now), dict(found.then)) == (3, {"approved": 3}, {"approved": 1, "pending": 2})
    assert (found.rules_now["links"], found.rules_then["links"]) == (0, 2)
    assert (found.caught.count, found.caught.words[Word.APPROVED], found.released.count) == (2, 1, 0)
    assert [(each.comment, each.reasons, each.word) for each in found.caught.examples] == [
        (fine, ("link-count",), Word.APPROVED),
        (other, ("link-count",), None),
    ]
    assert trial.lines[other].url == "https://town.example/b"
    assert (trial.settings.max_links, dump(writers.session)) == (1, before)


def test_what_would_not_wait_any_more_is_shown(writers: Writers) -> None:
    writers.set(max_links="0", posts_limit="off")
    held = [writers.post(reader(number), links(1)) for number in (1, 2)]
    writers.decide(writers.add_moderator(), Deed.SPAM, held[0])
    found = try_rules(writers, max_links="5").found
    assert (found.released.count, found.released.words[Word.REFUSED], found.caught.count) == (2, 1, 0)
    assert {each.reasons for each in found.released.examples} == {("link-count",)}


def later(writers: Writers, millis: int) -> Writers:
    clock = writers.instance.clock
    return replace(writers, instance=replace(writers.instance, clock=lambda: clock() + millis))


def test_silence_is_tried_as_well(writers: Writers) -> None:
    writers.set(quiet_after="0", posts_limit="off")
    writers.post(reader(1))
    late = later(writers, 100 * DAY).post(reader(2))
    assert writers.status(late) == "approved"
    found = try_rules(writers, quiet_after="30d").found
    assert [each.comment for each in found.caught.examples] == [late]
    assert try_rules(writers, quiet_after="101d").found.caught.count == 0
    writers.set(quiet_after="30d")
    later(writers, 200 * DAY).post(reader(3))
    assert try_rules(writers, quiet_after="0").found.released.count == 2


def test_members_letters_and_erased_texts_are_not_judged(writers: Writers, session: Session) -> None:
    moderator = writers.add_moderator()
    assert moderator.user_id is not None
    member = voices.Member(user_id=moderator.user_id, role=Role.MODERATOR)
    draft = Draft(url="https://town.example/a", body=links(5), name="The moderator")
    post = comments.Post(site="town", draft=draft, visitor=reader(1), member=member)
    comments.post_comment(session, writers.instance, post)
    assert try_rules(writers, max_links="0").found.judged == 0


def test_only_the_newest_stand_as_examples(writers: Writers) -> None:
    writers.set(premoderation="none", posts_limit="off")
    posted = [writers.post(reader(number), f"Number {number}") for number in range(1, 26)]
    caught = try_rules(writers, premoderation="all").found.caught
    assert caught.count == 25
    assert [each.comment for each in caught.examples] == sorted(posted, reverse=True)[:20]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"max_links": "many"}, Invalid),
        ({"rules_preset": "wild"}, Invalid),
        ({"title": "Ours"}, Invalid),
        ({"language": "de"}, Invalid),
    ],
)
def test_what_cannot_be_set_cannot_be_tried(writers: Writers, changes: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        try_rules(writers, **changes)


def test_only_owners_try(writers: Writers, session: Session) -> None:
    with pytest.raises(NotAllowed):
        rehearsals.try_rules(session, writers.add_moderator(), "town", {})
    with pytest.raises(UnknownSite):
        rehearsals.try_rules(session, Actor(), "town", {})


def test_what_is_broken_is_tried_as_it_holds(writers: Writers, session: Session, instance: Instance) -> None:
    assert instance
    writers.post(reader(1))
    with reading(session):
        site = session.scalars(select(Site)).one()
    site.settings = cast("Any", {"premoderation": "none", "max_links": {}})
    session.add(site)
    session.commit()
    found = try_rules(writers, max_links="2").found
    assert (dict(found.now), dict(found.then)) == ({"pending": 1}, {"approved": 1})
