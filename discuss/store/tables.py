"""The tables of sites, people and discussions. Times are milliseconds since 1970 in UTC; ids are drawn, not counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from discuss.domain.status import Kind, Status
from discuss.store.base import Base, Id, partial_index


class Site(Base, kw_only=True):
    """One blog. `revision` rises with settings and roles: it is part of every ETag."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(63), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    base_url: Mapped[str] = mapped_column(String(2000))
    origins: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    settings: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    created: Mapped[int] = mapped_column(BigInteger)


class User(Base, kw_only=True):
    """Somebody who signs in.

    `confirmed`: when it was shown that the address is theirs, by a link that a mail brought, or because whoever runs
    the service said so. None for who chose it with an invitation: nothing may be given to them by that address alone.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str | None] = mapped_column(String(255), default=None)
    is_admin: Mapped[bool] = mapped_column(default=False)
    # Rises to sign out everywhere: every session carries the epoch it began in.
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    created: Mapped[int] = mapped_column(BigInteger)
    signed_in: Mapped[int | None] = mapped_column(BigInteger, default=None)
    confirmed: Mapped[int | None] = mapped_column(BigInteger, default=None)


class Membership(Base, kw_only=True):
    __tablename__ = "membership"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))


class Thread(Base, kw_only=True):
    """The discussion of one page. `version` rises with every change that a stranger can see, and for nothing else.

    `published`: when the page came out, as the blog or an import says; `latest`: when the newest visible comment was
    written. `kept_open`: somebody opened it, so that no policy of the site closes it by itself.
    """

    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("site_id", "key"),
        partial_index("ix_thread_closed", "site_id", "closed_at", where="closed_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(500))
    url: Mapped[str] = mapped_column(String(2000))
    title: Mapped[str | None] = mapped_column(String(300), default=None)
    created: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(Integer, default=0)
    count: Mapped[int] = mapped_column(Integer, default=0)
    published: Mapped[int | None] = mapped_column(BigInteger, default=None)
    latest: Mapped[int | None] = mapped_column(BigInteger, default=None)
    kept_open: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    closed_by: Mapped[str | None] = mapped_column(String(100), default=None)
    closed_reason: Mapped[str | None] = mapped_column(String(40), default=None)
    closed_note: Mapped[str | None] = mapped_column(Text, default=None)
    closed_note_html: Mapped[str | None] = mapped_column(Text, default=None)
    closed_until: Mapped[int | None] = mapped_column(BigInteger, default=None)
    closed_successor: Mapped[str | None] = mapped_column(String(2000), default=None)
    closed_scope: Mapped[str] = mapped_column(String(10), default="all")


# What waits for a moderator, word for word as the index of the queue has it.
IN_QUEUE = "(status = 'pending' OR flags > 0 OR draft_body IS NOT NULL)"

# What of that may be one of many alike: nobody said anything about it in particular.
IN_WAVE = "(status = 'pending' AND flags = 0 AND question IS NULL AND fingerprint IS NOT NULL)"


# What people decided about what waited, word for word as its index has it.
DECIDED = "actor = 'member' AND before = 'pending' AND action IN ('approve', 'reject')"


def _roots(name: str, *columns: str) -> Index:
    return partial_index(name, *columns, where="root_id IS NULL AND shown", sqlite="root_id IS NULL AND shown = 1")


class Comment(Base, kw_only=True):
    """A contribution.

    `shown`: visible, or a tombstone because something shown stands directly below (`shown_children` counts it).
    `replies`: on a root all visible comments below it, elsewhere the visible direct children.
    `rank`: the order `best`, ascending. `reader`, `address`, `network`: keyed hashes, see domain and services.identity.
    `source*`: where an import found it. `draft_*`: an edit of a published comment that waits to be decided.
    `announced`: when those who waited for replies were told of it: nobody is told twice.
    `vouched`: a person approved this very text, so flags do not hide it. `flags`: reports that nobody looked at yet;
    `urgent`: one of them is about a person or the law. `question`: why somebody asks the other moderators.
    `fingerprint`: of the normalised text where that is telling, so that a wave of spam is one item.
    `told_*`: what its author is told.
    `channel`: how it came in if somebody else entered it for its author: letter or telephone.
    `search_text`: the words of name, text and waiting edit as `domain.searching` gives them, divided by single spaces.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint(f"status IN ({', '.join(repr(str(s)) for s in Status)})", name="status"),
        CheckConstraint(f"kind IN ({', '.join(repr(str(k)) for k in Kind)})", name="kind"),
        CheckConstraint("(parent_id IS NULL) = (root_id IS NULL)", name="root"),
        _roots("ix_comment_roots_by_id", "thread_id", "pinned", "id"),
        _roots("ix_comment_roots_by_rank", "thread_id", "pinned", "rank", "id"),
        partial_index(
            "ix_comment_hidden_roots",
            *("thread_id", "pinned", "id"),
            where="root_id IS NULL AND NOT shown",
            sqlite="root_id IS NULL AND shown = 0",
        ),
        # Also for the foreign key. Partial, or SQLite would look for the roots of a thread among those of all threads.
        partial_index("ix_comment_replies", "root_id", "shown", "id", where="root_id IS NOT NULL"),
        Index("ix_comment_status", "site_id", "status", "id"),
        partial_index("ix_comment_queue", "site_id", "urgent", "id", where=IN_QUEUE),
        partial_index("ix_comment_queue_thread", "thread_id", "urgent", "id", where=IN_QUEUE),
        partial_index("ix_comment_queue_author", "site_id", "author_name", "urgent", "id", where=IN_QUEUE),
        partial_index("ix_comment_wave", "site_id", "fingerprint", "id", where=IN_WAVE),
        partial_index("ix_comment_question", "site_id", "urgent", "id", where="question IS NOT NULL"),
        Index("ix_comment_thread", "thread_id", "status", "id"),
        Index("ix_comment_author", "site_id", "author_name", "status", "id"),
        Index("ix_comment_fingerprint", "site_id", "fingerprint", "status"),
        Index("ix_comment_status_changed", "status", "changed"),
        partial_index("ix_comment_reader", "reader", "site_id", "status", "id", where="reader IS NOT NULL"),
        partial_index("ix_comment_source", "site_id", "source", "source_page", "source_id", where="source IS NOT NULL"),
        partial_index("ix_comment_email", "site_id", "id", where="author_email IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), default=None, index=True
    )
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), default=None)
    depth: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10), default="comment")
    shown: Mapped[bool] = mapped_column(default=False)
    shown_children: Mapped[int] = mapped_column(Integer, default=0)
    replies: Mapped[int] = mapped_column(Integer, default=0)
    pinned: Mapped[int] = mapped_column(SmallInteger, default=0)
    up: Mapped[int] = mapped_column(Integer, default=0)
    down: Mapped[int] = mapped_column(Integer, default=0)
    rank: Mapped[float] = mapped_column(default=0.0)
    version: Mapped[int] = mapped_column(Integer, default=1)
    body: Mapped[str] = mapped_column(Text)
    body_format: Mapped[str] = mapped_column(String(10), default="markdown")
    body_html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(250))
    rendered_by: Mapped[str] = mapped_column(String(100))
    draft_body: Mapped[str | None] = mapped_column(Text, default=None)
    draft_html: Mapped[str | None] = mapped_column(Text, default=None)
    author_name: Mapped[str] = mapped_column(String(100))
    author_email: Mapped[str | None] = mapped_column(String(254), default=None)
    author_url: Mapped[str | None] = mapped_column(String(500), default=None)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), default=None, index=True)
    author_role: Mapped[str | None] = mapped_column(String(20), default=None)
    reader: Mapped[bytes | None] = mapped_column(LargeBinary(16), default=None)
    address: Mapped[bytes | None] = mapped_column(LargeBinary(16), default=None)
    network: Mapped[bytes | None] = mapped_column(LargeBinary(16), default=None)
    created: Mapped[int] = mapped_column(BigInteger)
    edited: Mapped[int | None] = mapped_column(BigInteger, default=None)
    changed: Mapped[int] = mapped_column(BigInteger)
    announced: Mapped[int | None] = mapped_column(BigInteger, default=None)
    vouched: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[int] = mapped_column(Integer, default=0)
    urgent: Mapped[int] = mapped_column(SmallInteger, default=0)
    question: Mapped[str | None] = mapped_column(String(300), default=None)
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary(8), default=None)
    search_text: Mapped[str] = mapped_column(Text, default="", deferred=True)  # searched, never read
    told_reason: Mapped[str | None] = mapped_column(String(40), default=None)
    told_message: Mapped[str | None] = mapped_column(String(1000), default=None)
    channel: Mapped[str | None] = mapped_column(String(20), default=None)
    source: Mapped[str | None] = mapped_column(String(20), default=None)
    source_page: Mapped[str | None] = mapped_column(String(2000), default=None)
    source_id: Mapped[str | None] = mapped_column(String(250), default=None)


class LogEntry(Base, kw_only=True):
    """One row of the moderation log: a decision about a comment or a thread. It keeps no text of a comment."""

    __tablename__ = "log"
    __table_args__ = (
        Index("ix_log_site", "site_id", "id"),
        Index("ix_log_site_at", "site_id", "at"),
        partial_index("ix_log_decided", "site_id", "id", where=DECIDED),
        partial_index("ix_log_reason", "site_id", "reason", "actor", "comment_id", where="reason IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    thread_id: Mapped[int | None] = mapped_column(
        ForeignKey("thread.id", ondelete="SET NULL"), default=None, index=True
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), default=None, index=True
    )
    at: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(20))  # "rule", "author", "member", "import", "timer"
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), default=None, index=True)
    action: Mapped[str] = mapped_column(String(20))
    before: Mapped[str | None] = mapped_column(String(10), default=None)
    after: Mapped[str | None] = mapped_column(String(10), default=None)
    rule: Mapped[str | None] = mapped_column(String(40), default=None)
    reason: Mapped[str | None] = mapped_column(String(40), default=None)
    note: Mapped[str | None] = mapped_column(String(1000), default=None)
    batch: Mapped[str | None] = mapped_column(String(40), default=None, index=True)
    # What undoing needs beyond the status: the version after, and what the action itself replaced.
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)


class Vote(Base, kw_only=True):
    __tablename__ = "vote"
    __table_args__ = (Index("ix_vote_address", "comment_id", "address"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    reader: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    address: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    value: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[int] = mapped_column(BigInteger)


class Flag(Base, kw_only=True):
    """A reader's request for attention; one per reader and comment, the last word counts."""

    __tablename__ = "flag"
    __table_args__ = (
        Index("ix_flag_address", "comment_id", "address"),
        partial_index("ix_flag_open", "reason", "comment_id", where="settled IS NULL"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    reader: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    address: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(String(254), default=None)
    at: Mapped[int] = mapped_column(BigInteger)
    settled: Mapped[int | None] = mapped_column(BigInteger, default=None)  # when a moderator looked at it


class Subscription(Base, kw_only=True):
    """An address that wants to hear of replies; `confirmed` is None until its owner said so.

    To the comment `comment_id`, or to whatever is written in the thread where that is None. `reader` asked for it.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_thread", "thread_id", "email"),
        partial_index("uq_subscription_thread", "thread_id", "email", where="comment_id IS NULL", unique=True),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), default=None, unique=True
    )
    email: Mapped[str] = mapped_column(String(254), index=True)
    reader: Mapped[bytes | None] = mapped_column(LargeBinary(16), default=None)
    created: Mapped[int] = mapped_column(BigInteger)
    confirmed: Mapped[int | None] = mapped_column(BigInteger, default=None)
