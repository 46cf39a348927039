"""What the queue tells besides a comment: its author's record, the wave it is of, and what was said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Text, cast, func, literal_column, null, select, text, union_all
from sqlalchemy.orm import aliased

from discuss.domain.status import Status
from discuss.store.tables import IN_WAVE, Comment, Flag, LogEntry, User
from discuss.store.team_tables import Note, Presence

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from sqlalchemy import ColumnElement, Select, SQLColumnExpression
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

MOST_TOLD = 100
"""How far an author's comments are counted."""

MOST_ALIKE = 1000
"""How far a wave is counted, and how many of it are decided at once."""

_PER_COMMENT = 50  # of what is said about one comment
_BAD = (Status.REJECTED.value, Status.SPAM.value)


# The condition of the wave's index, said of the other comment.
WAVE_OF_OTHER = IN_WAVE
for _column in ("status", "flags", "question", "fingerprint"):
    WAVE_OF_OTHER = WAVE_OF_OTHER.replace(_column, f"other.{_column}")


def build_record() -> list[ColumnElement[Any]]:
    """Give columns for a statement over comments: how much its reader has published, turned down, and waiting here.

    Each is counted up to MOST_TOLD; `oldest` is the id of the first that is published.
    """
    published = _of_reader().where(_OTHER.status == Status.APPROVED.value)
    return [
        _count(published, "published"),
        _count(_of_reader().where(_OTHER.status.in_(_BAD)), "turned_down"),
        _count(_of_reader().where(_OTHER.status == Status.PENDING.value), "waiting"),
        published.order_by(_OTHER.id).limit(1).scalar_subquery().label("oldest"),
    ]


_OTHER = aliased(Comment, name="other")


def _of_reader() -> Select[Any]:
    same = (_OTHER.reader == Comment.reader, _OTHER.site_id == Comment.site_id, _OTHER.reader.is_not(None))
    return select(_OTHER.id).where(*same).correlate(Comment)


def _count(statement: Select[Any], name: str) -> ColumnElement[Any]:
    counted = statement.limit(MOST_TOLD).subquery()
    return select(func.count()).select_from(counted).scalar_subquery().label(name)


def load_waves(session: Session, heads: Collection[int]) -> Sequence[AnyRow]:
    """Read of each how many wait with the same text, itself among them, the last of these, and who wrote the next."""
    alike = select(_OTHER.id).where(_OTHER.site_id == Comment.site_id, _OTHER.fingerprint == Comment.fingerprint)
    alike = alike.where(text(WAVE_OF_OTHER)).order_by(_OTHER.id).limit(MOST_ALIKE).correlate(Comment)
    count = select(func.count()).select_from(alike.subquery()).scalar_subquery()
    members = alike.subquery()
    upto = select(func.max(members.c.id)).scalar_subquery()
    names = [
        alike.with_only_columns(_OTHER.author_name).limit(1).offset(number).scalar_subquery().label(f"name_{number}")
        for number in (1, 2, 3)
    ]
    statement = select(Comment.id, count.label("size"), upto.label("upto"), *names).where(Comment.id.in_(heads))
    return session.execute(statement).all()


def load_remarks(session: Session, ids: Collection[int], now: int) -> list[AnyRow]:
    """Read what was said about comments, the oldest first: `kind` is reason, asked, flag, note, or here.

    `symbol` is a reason, `words` the rest of it, `name` and `user` who said it, `number` the row's own id.
    """
    branches = [_reasons(ids), _questions(ids), _flags(ids), _notes(ids), _readers(ids, now)]
    limited = [select(branch.limit(_PER_COMMENT * max(1, len(ids))).subquery()) for branch in branches]
    rows = session.execute(union_all(*limited)).all()
    return sorted(rows, key=lambda row: (row.at, row.number))


_NOTHING = cast(null(), Text)
_NOBODY = cast(null(), BigInteger)


def _reasons(ids: Collection[int]) -> Select[Any]:
    said = (LogEntry.comment_id.in_(ids), LogEntry.actor.in_(("rule", "import", "flags")))
    columns = _columns("reason", LogEntry.comment_id, LogEntry.at, LogEntry.id, cast(LogEntry.reason, Text))
    return select(*columns, cast(LogEntry.rule, Text).label("words"), *_by()).where(*said)


def _questions(ids: Collection[int]) -> Select[Any]:
    columns = _columns("asked", LogEntry.comment_id, LogEntry.at, LogEntry.id, _NOTHING)
    statement = select(*columns, cast(LogEntry.note, Text).label("words"), *_by(User.name, LogEntry.user_id))
    statement = statement.outerjoin(User, User.id == LogEntry.user_id)
    return statement.where(LogEntry.comment_id.in_(ids), LogEntry.action == "ask")


def _flags(ids: Collection[int]) -> Select[Any]:
    columns = _columns("flag", Flag.comment_id, Flag.at, literal_column("0"), cast(Flag.reason, Text))
    statement = select(*columns, Flag.note.label("words"), *_by(Flag.contact))
    return statement.where(Flag.comment_id.in_(ids), Flag.settled.is_(None)).order_by(Flag.at)


def _notes(ids: Collection[int]) -> Select[Any]:
    columns = _columns("note", Note.comment_id, Note.at, Note.id, _NOTHING)
    statement = select(*columns, Note.text.label("words"), *_by(User.name, Note.user_id))
    return statement.outerjoin(User, User.id == Note.user_id).where(Note.comment_id.in_(ids)).order_by(Note.id)


def _readers(ids: Collection[int], now: int) -> Select[Any]:
    columns = _columns("here", Presence.comment_id, Presence.until, literal_column("0"), _NOTHING)
    statement = select(*columns, _NOTHING.label("words"), *_by(User.name, Presence.user_id))
    return statement.join(User, User.id == Presence.user_id).where(Presence.comment_id.in_(ids), Presence.until > now)


def _columns(kind: str, *columns: SQLColumnExpression[Any]) -> list[ColumnElement[Any]]:
    names = ("comment_id", "at", "number", "symbol")
    return [
        literal_column(f"'{kind}'", Text).label("kind"),
        *(each.label(n) for each, n in zip(columns, names, strict=True)),
    ]


def _by(
    name: SQLColumnExpression[Any] | None = None, user: SQLColumnExpression[Any] | None = None
) -> list[ColumnElement[Any]]:
    return [
        (_NOTHING if name is None else cast(name, Text)).label("name"),
        (_NOBODY if user is None else user).label("user"),
    ]
