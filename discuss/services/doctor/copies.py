"""Has a copy of a backup left this machine, and is that long ago?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.times import DAY, from_millis
from discuss.services.doctor.findings import fine, worry
from discuss.store.queries.copies import find_last_copy
from discuss.store.queries.sites import list_sites

if TYPE_CHECKING:
    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House

_OLD = 30 * DAY


def check_copies(house: House) -> Finding | None:
    """Look at the last one. Nothing to look at where there is no site, so nothing to lose."""
    with house.reading() as session:
        if not list_sites(session):
            return None
        last = find_last_copy(session)
        found = (last.at, last.place) if last else None
    if found is None:
        return worry("copies-none")
    day, place = from_millis(found[0]).date().isoformat(), found[1]
    return (
        worry("copies-old", day=day) if found[0] < house.clock() - _OLD else fine("copies-fine", day=day, place=place)
    )
