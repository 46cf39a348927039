"""The tables of who is told what: when a site's team was told, who wants mail or a feed, and where web hooks go."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from discuss.store.base import Base, Id


class SiteAlert(Base, kw_only=True):
    """What a site's team was told. `round`: how often they were told that comments wait, `told`: the last time.

    `looked`: when one of them last had the waiting comments on screen; `reminded`: when the owners were told that
    nobody looks; `monday`: of which Monday they have the lines.
    """

    __tablename__ = "site_alert"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, default=0)
    told: Mapped[int | None] = mapped_column(BigInteger, default=None)
    looked: Mapped[int | None] = mapped_column(BigInteger, default=None)
    reminded: Mapped[int | None] = mapped_column(BigInteger, default=None)
    monday: Mapped[int | None] = mapped_column(BigInteger, default=None)


class Watcher(Base, kw_only=True):
    """How a member of a site wants to be told; who leaves is told no more, whatever they had.

    `feed`: what makes the address of the own feed one that nobody guesses; None where there is none.
    """

    __tablename__ = "watcher"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "user_id"], ["membership.site_id", "membership.user_id"], ondelete="CASCADE", name="fk_watcher"
        ),
    )

    site_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    mail: Mapped[bool] = mapped_column(default=True)
    feed: Mapped[int | None] = mapped_column(BigInteger, default=None)


class Hook(Base, kw_only=True):
    """The web hook of a site. `address`, `target` and `secret` by kind, as notifications.hooks reads them.

    `failing`: since when nothing arrives there, `error`: why, `complained`: whether the owners were told of that.
    """

    __tablename__ = "hook"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(2000), repr=False)
    target: Mapped[str] = mapped_column(String(300))
    secret: Mapped[str] = mapped_column(String(500), repr=False)
    failing: Mapped[int | None] = mapped_column(BigInteger, default=None)
    error: Mapped[str | None] = mapped_column(String(500), default=None)
    complained: Mapped[bool] = mapped_column(default=False)


class BackupCopy(Base, kw_only=True):
    """A copy of a backup that left this machine: when, and where to."""

    __tablename__ = "backup_copy"

    at: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(500))
