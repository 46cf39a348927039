"""The tables that the service keeps for itself: answers it gave, keys, counts of its limits, work to do, memos."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from discuss.store.base import Base, Id


class RememberedAnswer(Base, kw_only=True):
    """What a post under an Idempotency-Key was answered. Kept seven days."""

    __tablename__ = "remembered_answer"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    answer: Mapped[str] = mapped_column(Text, default="")
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), default=None, index=True
    )
    at: Mapped[int] = mapped_column(BigInteger, index=True)


class AddressKey(Base, kw_only=True):
    """The key of one month under which addresses are hashed; destroyed after three."""

    __tablename__ = "address_key"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary(32))


class Counter(Base, kw_only=True):
    """Counts of the rate limits: how often within the window that ends at `expires` (seconds since 1970)."""

    __tablename__ = "counter"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    expires: Mapped[float] = mapped_column(index=True)


class Job(Base, kw_only=True):
    """Work after the commit, stored in the same transaction."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    due: Mapped[int] = mapped_column(BigInteger, index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(Text, default=None)


class Memo(Base, kw_only=True):
    """What the service notes of itself. `release`: the one that made the tables, for older ones to name."""

    __tablename__ = "memo"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
