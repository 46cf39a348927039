"""What a member's program asks of the queue, and what it gets of each comment there."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from discuss.api.moderation_shapes import Cursor, SiteName
from discuss.api.shapes import Answer, Author, Id, Key, Request, Time
from discuss.domain.names import NAME_LIMIT
from discuss.domain.status import Status
from discuss.services.narrowing import QUESTION_LIMIT

Words = Annotated[
    str,
    Meta(min_length=1, max_length=QUESTION_LIMIT, description="Words, each as one begins to write it"),
]
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LIMIT, description="A name, just as it stands")]
Person = Annotated[str, Meta(pattern=r"^[0-9]{1,19}$", description="A comment whose reader wrote the others too")]
Like = Annotated[str, Meta(pattern=r"^[0-9]{1,19}$", description="A comment whose text others that wait have as well")]
Why = Annotated[str, Meta(min_length=1, max_length=40, description="A symbol of a rule's reason, or of a report's")]
Fold = Annotated[
    bool,
    Meta(description="Many with the same text are one item, where neither status nor anything else is asked for"),
]


class QueueQuery(Request, frozen=True, kw_only=True):
    """Everything that is given holds together. No `status`: what waits, whether held, reported, or with an edit."""

    site: SiteName
    status: Status | UnsetType = UNSET
    q: Words | None = None
    thread: Key | None = None
    author: Name | None = None
    person: Person | None = None
    like: Like | None = None
    reason: Why | None = None
    asked: Annotated[bool, Meta(description="Only what somebody asks the others about")] = False
    since: Time | None = None
    until: Time | None = None
    fold: Fold = False
    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class ReasonText(Answer, frozen=True, kw_only=True):
    rule: str
    reason: str
    text: str


class FlagText(Answer, frozen=True, kw_only=True):
    reason: str
    note: str | None
    contact: str | None
    at: Time


class Edit(Answer, frozen=True, kw_only=True):
    body: str
    html: str


class Relative(Answer, frozen=True, kw_only=True):
    """What a held comment answers, as a reader sees it."""

    id: Id
    author: str
    excerpt: str


class QueueThread(Answer, frozen=True, kw_only=True):
    key: str
    url: str
    title: str | None


class Record(Answer, frozen=True, kw_only=True):
    """What the same reader wrote on this site, each counted up to 100; `since`: when the first published one was."""

    published: int
    turned_down: int
    waiting: int
    since: Time | None


class Remark(Answer, frozen=True, kw_only=True):
    """A word of somebody of the team to the others; `by` is null for who has left."""

    by: str | None
    text: str
    at: Time


class Wave(Answer, frozen=True, kw_only=True):
    """How many wait with the same text, this one too, counted up to 1000; `upto`: the id of the last of these."""

    count: int
    upto: Id


class QueueItem(Answer, frozen=True, kw_only=True):
    """`question`: why somebody asks the others. `here`: who else of the team reads this now. `wave`: with `fold`."""

    id: Id
    version: int
    status: Status
    body: str
    html: str
    author: Author
    record: Record
    thread: QueueThread
    parent: Relative | None
    created: Time
    reasons: list[ReasonText]
    flags: list[FlagText]
    question: Remark | None
    notes: list[Remark]
    here: list[str]
    wave: Wave | None
    edit: Edit | None


class Queue(Answer, frozen=True, kw_only=True):
    items: list[QueueItem]
    next: str | None
