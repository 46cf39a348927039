"""Is the clock right? Comments stand in its order, and links and sign-ins end by it."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from discuss.domain.times import format_time, to_millis
from discuss.errors import FetchFailed
from discuss.services.doctor.findings import fault, fine, worry
from discuss.store.queries.comments import find_newest_time

if TYPE_CHECKING:
    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House

_BEGINNING = 1_793_000_000_000  # October 2026: no release was made before
_END = 4_102_444_800_000  # 2100
_MINUTE = 60 * 1000
_MOST = 2 * _MINUTE  # by so much clocks of two machines may differ


def check_clock(house: House) -> Finding:
    now = house.clock()
    if not _BEGINNING <= now < _END:
        return fault("clock-wrong", now=_write(now))
    newest = _find_newest(house)
    if newest is not None and newest > now + _MOST:
        return worry("clock-behind", now=_write(now), newest=_write(newest))
    return fine("clock-fine", now=_write(now))


def check_clock_elsewhere(house: House) -> Finding | None:
    """Compare with the clock of whoever answers at the public address."""
    try:
        written = house.visit.headers.get("date", "")
        theirs = to_millis(parsedate_to_datetime(written))
    except (FetchFailed, ValueError, TypeError):
        return None
    apart = abs(theirs - house.clock())
    if apart > _MOST:
        return worry("clock-apart", minutes=apart // _MINUTE, now=_write(house.clock()), theirs=_write(theirs))
    return fine("clock-together")


def _find_newest(house: House) -> int | None:
    if not house.has_tables:
        return None
    with house.reading() as session:
        return find_newest_time(session)


def _write(millis: int) -> str:
    return f"{format_time(millis)[:16].replace('T', ' ')} UTC"
