"""What is known of a reader and of a text: the facts that the rules need, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sqlalchemy import LargeBinary, bindparam, case, distinct, func, or_, select

from discuss.domain.status import Status
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, ScalarSelect, Select, Table
    from sqlalchemy.orm import Session

MOST_REJECTED = 20  # as far as anybody asks; of those reported as well
_MOST_ALIKE = 50  # texts that are compared; of a wave of spam these are enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """About whom and what. `fingerprint` None: no text is compared. `comment`: the one that is left out, an edited one.

    `in_row`: how far comments published in a row are counted. `repeats_since`, `copies_since`: ids that are older than
    the texts to compare.
    """

    site_id: int
    reader: bytes | None
    address: bytes | None
    fingerprint: bytes | None
    comment: int = 0
    in_row: int = 1
    repeats_since: int = 0
    copies_since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`approved`: 1 where the reader has anything published here; the rest as `moderation.Submission` says."""

    approved: int
    in_row: int
    rejected: int
    reported: int
    repeats: int
    copies: int


def load_standing(session: Session, asked: Asked) -> Standing:
    values = {
        "site": asked.site_id,
        "who": asked.reader,
        "place": asked.address,
        "print": asked.fingerprint,
        "own": asked.comment,
        "row": max(1, asked.in_row),
        "repeats_since": asked.repeats_since,
        "copies_since": asked.copies_since,
    }
    row = session.connection().execute(_STANDING, values).one()
    return Standing(
        approved=row.approved,
        in_row=row.in_row,
        rejected=row.rejected,
        reported=row.reported,
        repeats=row.repeats or 0,
        copies=row.copies,
    )


def count_approved(session: Session, site_id: int, reader: bytes, most: int) -> int:
    """Count what this reader has published on this site, up to `most`."""
    values = {"who": reader, "site": site_id, "most": most}
    return len(session.connection().execute(_APPROVED, values).all())


_C = cast("Table", Comment.__table__).c
_WHO = bindparam("who", type_=LargeBinary)
_PLACE = bindparam("place", type_=LargeBinary)
_BAD = (Status.REJECTED.value, Status.SPAM.value)
_COMPARED = (Status.PENDING.value, Status.APPROVED.value, *_BAD)


def _of_reader(*where: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(_C.id).where(_C.reader == _WHO, _C.site_id == bindparam("site"), _C.reader.is_not(None), *where)


def _count(statement: Select[tuple[int]], name: str) -> ScalarSelect[int]:
    counted = statement.subquery(name)
    return select(func.count()).select_from(counted).scalar_subquery()


_APPROVED = _of_reader(_C.status == Status.APPROVED.value).limit(bindparam("most"))
_LAST_BAD = select(func.max(_C.id)).where(
    _C.reader == _WHO, _C.site_id == bindparam("site"), _C.reader.is_not(None), _C.status.in_(_BAD)
)
_IN_ROW = _of_reader(_C.status == Status.APPROVED.value, _C.id > func.coalesce(_LAST_BAD.scalar_subquery(), 0)).limit(
    bindparam("row")
)


def _alike(since: str) -> Select[tuple[bytes, bytes]]:
    """Give who wrote the same text of late, as far as needs to be known."""
    statement = select(_C.reader, _C.address).where(
        _C.site_id == bindparam("site"),
        _C.fingerprint == bindparam("print", type_=LargeBinary),
        _C.status.in_(_COMPARED),
        _C.id > bindparam(since),
        _C.id != bindparam("own"),
    )
    return statement.limit(_MOST_ALIKE)


_LATELY = _alike("repeats_since").subquery("lately")
_OTHERS = _alike("copies_since").subquery("others")
_IS_OWN = or_(_LATELY.c.reader == _WHO, _LATELY.c.reader.is_(None) & (_LATELY.c.address == _PLACE))
_WRITER = func.coalesce(_OTHERS.c.reader, _OTHERS.c.address)
_REPEATS = select(func.sum(case((_IS_OWN, 1), else_=0))).select_from(_LATELY)
_COPIES = select(func.count(distinct(_WRITER))).where(func.coalesce(_WHO, _PLACE) != _WRITER)

# What a person approved counts against nobody, however often it is reported.
_REPORTED = _of_reader(
    _C.status.in_((Status.APPROVED.value, Status.PENDING.value)),
    _C.flags > 0,
    _C.vouched.is_(False),
    _C.id != bindparam("own"),
)

_STANDING = select(
    _count(_of_reader(_C.status == Status.APPROVED.value).limit(1), "published").label("approved"),
    _count(_IN_ROW, "in_a_row").label("in_row"),
    _count(_of_reader(_C.status.in_(_BAD)).limit(MOST_REJECTED), "turned_down").label("rejected"),
    _count(_REPORTED.limit(MOST_REJECTED), "reported_by_others").label("reported"),
    _REPEATS.scalar_subquery().label("repeats"),
    _COPIES.scalar_subquery().label("copies"),
)
