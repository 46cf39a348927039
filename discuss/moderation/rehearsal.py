"""What other settings would have done: comments of the past are judged again, with what was known when they came in."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from discuss.domain.status import Status
from discuss.moderation.fold import build_judge
from discuss.moderation.memory import Memory, Past
from discuss.moderation.verdicts import Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from discuss.domain.settings import SiteSettings
    from discuss.moderation.verdicts import Decision

EXAMPLES = 20


class Word(StrEnum):
    """What somebody from the team said of a comment."""

    APPROVED = "approved"
    REFUSED = "refused"


class Told(NamedTuple):
    """A comment of the past. `is_judged`: rules look at it.

    `facts`: what is known of it besides what others wrote, as fields of a `Submission`.
    """

    past: Past
    facts: Mapping[str, Any]
    is_judged: bool
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a comment: its status changed, or its open reports became more or fewer."""

    at: int
    comment: int
    status: Status | None = None
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A comment that would have fared otherwise. The reasons are those for which it would wait, or waited."""

    comment: int
    reasons: tuple[str, ...]
    word: Word | None


@dataclass(slots=True)
class Group:
    """Comments that would have fared otherwise in one way: how many, of how many people said what, the newest of each.

    The few of which people said something are what one wants to see, so they are not pushed out by the many others.
    """

    count: int = 0
    words: Counter[Word | None] = field(default_factory=Counter)
    newest: dict[Word | None, deque[Example]] = field(default_factory=dict)

    def add(self, told: Told, decision: Decision) -> None:
        self.count += 1
        self.words[told.word] += 1
        reasons = tuple(each.verdict.reason for each in decision.verdicts)
        newest = self.newest.setdefault(told.word, deque(maxlen=EXAMPLES))
        newest.appendleft(Example(told.past.id, reasons, told.word))

    @property
    def examples(self) -> list[Example]:
        """Give the newest: first those that people approved, then those that they refused, then the others."""
        return [example for word in (Word.APPROVED, Word.REFUSED, None) for example in self.newest.get(word, ())]


@dataclass(slots=True)
class Rehearsal:
    """`now` and `then`: statuses by the present and by the other settings; `rules_…`: how often each rule stopped one.

    `caught`: what would not have appeared and does now; `released`: the other way round.
    """

    now: Counter[Status] = field(default_factory=Counter)
    then: Counter[Status] = field(default_factory=Counter)
    rules_now: Counter[str] = field(default_factory=Counter)
    rules_then: Counter[str] = field(default_factory=Counter)
    caught: Group = field(default_factory=Group)
    released: Group = field(default_factory=Group)

    @property
    def judged(self) -> int:
        return self.now.total()


@dataclass(frozen=True, slots=True)
class Story:
    """What to go through: earlier comments of the same people, what happened to any of them in order, the comments.

    The comments come in order of time. `stirs`: when somebody was heard in each thread before, in milliseconds.
    """

    stirs: Mapping[int, int]
    earlier: Iterable[Past]
    happenings: Iterable[Happening]
    comments: Iterable[Told]


def rehearse(story: Story, present: SiteSettings, other: SiteSettings) -> Rehearsal:
    """Judge every comment by the present and by other settings, as it came in."""
    found, judges = Rehearsal(), (build_judge(present), build_judge(other))
    for told, facts in _walk(story, (present.repeats, other.repeats)):
        _compare(found, told, judges[0](facts[present.repeats]), judges[1](facts[other.repeats]))
    return found


def replay(story: Story, settings: SiteSettings) -> Iterator[tuple[int, Decision]]:
    """Give each comment's id with the decision of the rules about it."""
    judge = build_judge(settings)
    for told, facts in _walk(story, (settings.repeats,)):
        yield told.past.id, judge(facts[settings.repeats])


def _walk(story: Story, repeats: Iterable[int]) -> Iterator[tuple[Told, dict[int, Submission]]]:
    """Give each comment that rules look at with the facts of when it came in: by each setting of `repeats`.

    That setting is the only one on which facts depend.
    """
    spans = frozenset(repeats)
    memory = Memory(story.stirs)
    for past in story.earlier:
        memory.add(past)
    happenings = iter(story.happenings)
    coming = next(happenings, None)
    for told in story.comments:
        while coming is not None and coming.at <= told.past.created:
            _happen(memory, coming)
            coming = next(happenings, None)
        if told.is_judged:
            known = {**told.facts, **memory.recall(told.past)}
            counts = {span: memory.count_repeats(told.past, span) for span in spans}
            facts = {count: Submission(**known, repeats=count) for count in set(counts.values())}
            yield told, {span: facts[count] for span, count in counts.items()}
        memory.add(told.past)


def _happen(memory: Memory, happening: Happening) -> None:
    if happening.status is not None:
        memory.change(happening.comment, happening.status)
    if happening.reports:
        memory.report(happening.comment, happening.reports)


def _compare(found: Rehearsal, told: Told, now: Decision, then: Decision) -> None:
    for decision, statuses, rules in ((now, found.now, found.rules_now), (then, found.then, found.rules_then)):
        statuses[decision.status] += 1
        if decision.status is not Status.APPROVED:
            for each in decision.verdicts:
                rules[each.rule] += 1
    if now.status.is_visible and not then.status.is_visible:
        found.caught.add(told, then)
    elif then.status.is_visible and not now.status.is_visible:
        found.released.add(told, now)
