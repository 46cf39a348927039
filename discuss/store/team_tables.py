"""The tables of those who run a site: their tokens, notes, bans, and what they decided about whole discussions."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from discuss.store.base import Base, Id


class ApiToken(Base, kw_only=True):
    """A named token of a user, for one site or for all of theirs. Only its SHA-256 is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), default=None, index=True)
    label: Mapped[str] = mapped_column(String(100))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created: Mapped[int] = mapped_column(BigInteger)
    used: Mapped[int | None] = mapped_column(BigInteger, default=None)


class Note(Base, kw_only=True):
    """A word among moderators about a comment."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), default=None, index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)


class Presence(Base, kw_only=True):
    """Who is reading an item of the queue right now; it lapses at `until`."""

    __tablename__ = "presence"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True)
    until: Mapped[int] = mapped_column(BigInteger, index=True)


class Revision(Base, kw_only=True):
    """The texts that a decision replaced, the waiting edit's among them, so that it can be undone."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    body_format: Mapped[str] = mapped_column(String(10))
    body_html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(250))
    rendered_by: Mapped[str] = mapped_column(String(100))
    edited: Mapped[int | None] = mapped_column(BigInteger)
    draft_body: Mapped[str | None] = mapped_column(Text)
    draft_html: Mapped[str | None] = mapped_column(Text)
    told_message: Mapped[str | None] = mapped_column(String(1000), default=None)
    at: Mapped[int] = mapped_column(BigInteger)


class Ban(Base, kw_only=True):
    """Who may not write on a site. `mark` is a keyed hash of a reader, address, network, e-mail or domain.

    `secret` is the month's key of an address, kept until the ban ends, so that the hash can still be compared.
    `replaced_by`: the ban that holds instead of this one, which is kept for when that one is taken back.
    """

    __tablename__ = "ban"
    __table_args__ = (Index("ix_ban_mark", "site_id", "kind", "mark"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    mark: Mapped[bytes] = mapped_column(LargeBinary(16))
    label: Mapped[str] = mapped_column(String(254))  # for the list: a name, a domain, never an address
    secret: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)
    until: Mapped[int | None] = mapped_column(BigInteger, default=None)
    reason: Mapped[str | None] = mapped_column(String(300), default=None)
    by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), default=None, index=True)
    created: Mapped[int] = mapped_column(BigInteger)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("ban.id", ondelete="CASCADE"), default=None, index=True)


class Measure(Base, kw_only=True):
    """What holds for a while on a site, on one thread, or on one branch of it (`root_id`), with a word from the team.

    `cause`: how it is called: calm, storm, away or freeze. `kind`: what it does: "hold" lets everything wait,
    "newcomers" only what new readers write, "slow" takes one comment each in `pace` seconds, "closed" takes none.
    """

    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), default=None, index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), default=None, index=True)
    cause: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    pace: Mapped[int | None] = mapped_column(Integer, default=None)
    until: Mapped[int | None] = mapped_column(BigInteger, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    note_html: Mapped[str | None] = mapped_column(Text, default=None)
    by: Mapped[str | None] = mapped_column(String(100), default=None)
    at: Mapped[int] = mapped_column(BigInteger)


class SignIn(Base, kw_only=True):
    """A session of somebody who signed in. The cookie carries the key of which `digest` is the SHA-256."""

    __tablename__ = "sign_in"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created: Mapped[int] = mapped_column(BigInteger)
    expires: Mapped[int] = mapped_column(BigInteger, index=True)


class ChecklistStep(Base, kw_only=True):
    """What was done of setting a site up, or left out on purpose. A site without a row has no such list."""

    __tablename__ = "checklist_step"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    detail: Mapped[str | None] = mapped_column(Text, default=None)


class Invitation(Base, kw_only=True):
    """A link that makes whoever opens it a member of a site, once. Only the SHA-256 of its key is kept.

    `by` made it, and it is void when they may not any more; None: whoever runs the service, by the command.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    label: Mapped[str] = mapped_column(String(100))  # for whom it is, in words of who made it
    by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), default=None, index=True)
    created: Mapped[int] = mapped_column(BigInteger)
    expires: Mapped[int] = mapped_column(BigInteger, index=True)
