"""Is the work done that waits behind the answers?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.services.doctor.findings import fault, fine, worry
from discuss.store.queries import jobs as queries

if TYPE_CHECKING:
    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House

_MINUTE = 60 * 1000
_PATIENCE = 10 * _MINUTE


def check_runner(house: House) -> Finding:
    now = house.clock()
    with house.reading() as session:
        _, _, oldest = queries.measure_jobs(session, now)
        if not queries.has_jobs(session):
            return worry("runner-never")
    if oldest is not None and now - oldest > _PATIENCE:
        return fault("runner-idle", minutes=f"{(now - oldest) // _MINUTE:,}")
    return fine("runner-fine")


def check_failed(house: House) -> Finding:
    with house.reading() as session:
        _, failed, _ = queries.measure_jobs(session, house.clock())
    return worry("jobs-given-up", n=failed) if failed else fine("jobs-fine")
