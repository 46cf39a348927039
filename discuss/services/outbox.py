"""Doing what is due: claim a job, do it, and settle it, each in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from discuss.domain.backoff import MOST_ATTEMPTS, next_try
from discuss.logs import describe_error
from discuss.store.queries import jobs as queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.machine_tables import Job

    Handler = Callable[[Session, Instance, Mapping[str, Any]], object]
    Next = Callable[[int], int]
    """When a job comes again, given now; both in milliseconds since 1970."""

log = structlog.get_logger("discuss.jobs")

SETTLED = object()
"""Given by a handler that has settled its job itself, in the transaction of what it did."""

LEASE = 15 * 60 * 1000  # after it a job counts as lost with its runner, and is done by another


@dataclass(frozen=True, slots=True)
class JobFigures:
    """How many jobs are due, how many were given up, and for how many seconds the oldest has been due."""

    due: int
    failed: int
    late: float


class HopelessError(Exception):
    """Raised by a handler whose job will never succeed: it is kept with its error and not tried again."""


def ensure_periodic(
    session: Session, instance: Instance, ids: Mapping[str, int], first: Mapping[str, Next] | None = None
) -> None:
    """Store the jobs that come again and again: `ids` gives each kind the one id under which it exists once.

    The `first` time is at once for those that name no other.
    """
    with writing(session):
        for kind, job_id in ids.items():
            now = instance.clock()
            due = first[kind](now) if first and kind in first else now
            queries.ensure_job(session, job_id, kind, due)


def do_next(
    session: Session, instance: Instance, handlers: Mapping[str, Handler], again: Mapping[str, Next]
) -> bool | None:
    """Do the job that is due longest. True: done. False: failed, and put off. None: nothing is due.

    Kinds of which `again` tells when come again; any other job is deleted once it is done.
    """
    job = _claim(session, instance, handlers)
    if job is None:
        return None
    kind, payload = job.kind, dict(job.payload)
    try:
        is_settled = handlers[kind](session, instance, payload) is SETTLED
    except Exception as error:  # noqa: BLE001 - one job must not stop the others, whatever its error
        _put_off(session, instance, job, error, again.get(kind))
        return False
    if is_settled:
        return True
    with writing(session):
        if kind in again:
            queries.postpone_job(session, job, again[kind](instance.clock()), None)
        else:
            queries.finish_job(session, job)
    return True


def _claim(session: Session, instance: Instance, handlers: Mapping[str, Handler]) -> Job | None:
    now = instance.clock()
    with reading(session):  # looking takes no lock; only what is there is claimed with one
        if not queries.has_due(session, handlers.keys(), now):
            return None
    with writing(session):
        job = queries.claim_job(session, handlers.keys(), now, now + LEASE)
        if job is not None:
            session.expunge(job)
    return job


def _put_off(session: Session, instance: Instance, job: Job, error: Exception, again: Next | None) -> None:
    now = instance.clock()
    is_over = isinstance(error, HopelessError) or (again is None and job.attempts >= MOST_ATTEMPTS)
    due = queries.NEVER if is_over else now + next_try(job.attempts, again(now) - now if again else None)
    log.warning("job given up" if is_over else "job failed", kind=job.kind, attempt=job.attempts, exc_info=error)
    with writing(session):
        queries.postpone_job(session, job, due, describe_error(error))


def list_jobs(session: Session) -> list[dict[str, Any]]:
    """List what is to be done; `due` in milliseconds since 1970, None for what was given up."""
    with reading(session):
        return [
            {
                "id": job.id,
                "kind": job.kind,
                "due": job.due if job.due != queries.NEVER else None,
                "attempts": job.attempts,
                "error": job.error,
            }
            for job in queries.list_jobs(session)
        ]


def measure_jobs(session: Session, instance: Instance) -> JobFigures:
    now = instance.clock()
    with reading(session):
        due, failed, oldest = queries.measure_jobs(session, now)
    return JobFigures(due, failed, 0.0 if oldest is None else (now - oldest) / 1000)
