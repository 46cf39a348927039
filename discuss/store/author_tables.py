"""The tables of who wrote which pages, and of what they are told about the comments there."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from discuss.store.base import Base, Id


def _of_member(table: str) -> ForeignKeyConstraint:
    """Whoever leaves a site wrote nothing there any more, and is told nothing."""
    return ForeignKeyConstraint(
        ["site_id", "user_id"],
        ["membership.site_id", "membership.user_id"],
        ondelete="CASCADE",
        name=f"fk_{table}",
    )


class Authored(Base, kw_only=True):
    """A member wrote the page of this key, or all pages below a path that ends with a slash."""

    __tablename__ = "authored"
    __table_args__ = (_of_member("authored"), Index("ix_authored_member", "site_id", "user_id"))

    site_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    user_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)


class AuthorMail(Base, kw_only=True):
    """How a member hears of comments on own pages. `wanted`: None for who never said; `told`: the last time."""

    __tablename__ = "author_mail"
    __table_args__ = (_of_member("author_mail"),)

    site_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    wanted: Mapped[bool | None] = mapped_column(default=None)
    told: Mapped[int | None] = mapped_column(BigInteger, default=None)


class AuthorNews(Base, kw_only=True):
    """A comment that a member is to be told of with the next mail, since `at`."""

    __tablename__ = "author_news"
    __table_args__ = (_of_member("author_news"),)

    site_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[int] = mapped_column(BigInteger)
