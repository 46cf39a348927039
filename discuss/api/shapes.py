"""What goes over the wire. Ids are decimal strings, times RFC 3339 in UTC."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from discuss.domain.paging import ROOTS_DEFAULT, ROOTS_MOST, Sort
from discuss.domain.usual import Usually
from discuss.services.reactions import FlagReason

Field = Literal["subscribe", "email", "website"]
Id = Annotated[str, Meta(pattern=r"^[0-9]{1,19}$", description="An id: up to 63 bits, as decimal digits")]
Time = Annotated[str, Meta(description="RFC 3339, UTC", extra_json_schema={"format": "date-time"})]
UsualTime = Annotated[
    Usually | None,
    Meta(description="Within which time the team usually decides; null: nothing is known yet"),
]
Published = Annotated[
    str,
    Meta(description="When the page came out, RFC 3339", extra_json_schema={"format": "date-time"}, max_length=40),
]
Key = Annotated[str, Meta(min_length=1, description="A thread's key: the page's path, its address, or any text")]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a client sends: an unknown field is an error."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a client gets."""


class Limits(Answer, frozen=True, kw_only=True):
    name: int
    email: int
    website: int
    body: int


class Site(Answer, frozen=True, kw_only=True):
    name: str
    policy: str
    rules_html: Annotated[str | None, Meta(description="The house rules, as safe HTML; null where there are none")]
    team_link: Annotated[bool, Meta(description="Whether a link below a thread leads members to where they answer")]
    fields: list[Field]
    limits: Limits
    votes: Literal["up", "both", "off"]
    max_depth: int


class Closed(Answer, frozen=True, kw_only=True):
    at: Time
    by: str | None
    reason: str | None
    note_html: str | None
    until: Time | None
    successor: str | None
    scope: Literal["all", "roots"]


class Notice(Answer, frozen=True, kw_only=True):
    """What readers are told of a thread that goes on: what holds for a while, on all of it or on the branch of `root`.

    `pace` are the seconds between two comments of one person, where it goes slowly.
    """

    cause: Literal["calm", "storm", "away", "freeze"]
    kind: Literal["newcomers", "slow", "hold", "closed"]
    root: Id | None
    note_html: str | None
    until: Time | None
    pace: int | None


class Thread(Answer, frozen=True, kw_only=True):
    key: str
    url: str | None
    title: str | None
    state: Literal["open", "closed"]
    closed: Closed | None
    notices: list[Notice]
    count: int
    version: int


class Author(Answer, frozen=True, kw_only=True):
    name: str
    url: str | None
    role: Literal["owner", "moderator", "contributor"] | None


class Comment(Answer, frozen=True, kw_only=True):
    """A tombstone has `deleted` and no author and no html."""

    id: Id
    parent: Id | None
    depth: int
    replies: int
    pinned: bool
    author: Author | UnsetType = UNSET
    html: str | UnsetType = UNSET
    created: Time
    edited: Time | None
    score: int
    kind: Literal["comment", "webmention", "pingback", "trackback"]
    more: str | None
    channel: (
        Annotated[
            Literal["letter", "telephone", "in-person"],
            Meta(description="How it came in, if the team entered it for its author; else missing"),
        ]
        | UnsetType
    ) = UNSET
    deleted: Literal[True] | UnsetType = UNSET


class Page(Answer, frozen=True, kw_only=True):
    site: Site
    thread: Thread
    comments: list[Comment]
    next: str | None


class Place(Answer, frozen=True, kw_only=True):
    thread: Thread
    comment: Comment
    ancestors: list[Comment]
    cursor: str | None


class Posted(Answer, frozen=True, kw_only=True):
    comment: Comment
    status: Literal["approved", "pending"]
    version: int
    edit_token: str
    edit_until: Time | None
    usually: UsualTime


class Own(Answer, frozen=True, kw_only=True):
    id: Id
    thread: str
    url: str
    status: Literal["approved", "pending", "rejected", "deleted"]
    change: Annotated[
        Literal["pending", "rejected"] | None, Meta(description="The last change of a published comment, if not taken")
    ]
    reasons: Annotated[list[str], Meta(description="Why, in words, in the site's language")]
    message: Annotated[str | None, Meta(description="What the team says to the author; plain text")]
    usually: UsualTime
    author: Author
    body: str
    html: str
    created: Time
    edited: Time | None
    edit_until: Time | None


class Score(Answer, frozen=True, kw_only=True):
    score: int


class Html(Answer, frozen=True, kw_only=True):
    html: str


class Counts(Answer, frozen=True, kw_only=True):
    counts: dict[str, int]


class Thanks(Answer, frozen=True, kw_only=True):
    """Nothing to add: it was taken."""


class PageQuery(Request, frozen=True, kw_only=True):
    thread: Key
    sort: Sort = Sort.OLDEST
    limit: Annotated[int, Meta(ge=1, le=ROOTS_MOST)] = ROOTS_DEFAULT
    cursor: Annotated[str, Meta(max_length=200)] | None = None
    published: Published | None = None


class CountsQuery(Request, frozen=True, kw_only=True):
    thread: Annotated[list[Key], Meta(min_length=1, max_length=100)]


class DraftAuthor(Request, frozen=True, kw_only=True):
    name: str
    email: str | None = None
    website: str | None = None


class PostBody(Request, frozen=True, kw_only=True):
    thread: Key | None = None
    url: str
    title: str | None = None
    parent: Id | None = None
    body: str
    author: DraftAuthor
    subscribe: bool = False
    trap: Annotated[bool, Meta(description="Whether a field of the form that nobody sees was filled in")] = False
    seconds: (
        Annotated[int, Meta(ge=0, le=1_000_000_000, description="How long it took to write; not of kept drafts")] | None
    ) = None
    published: Published | None = None


class TextBody(Request, frozen=True, kw_only=True):
    body: str


class VoteBody(Request, frozen=True, kw_only=True):
    value: Literal[1, 0, -1]


class FlagBody(Request, frozen=True, kw_only=True):
    reason: FlagReason
    note: str | None = None
    contact: str | None = None


class SubscriptionBody(Request, frozen=True, kw_only=True):
    thread: Key
    email: str
