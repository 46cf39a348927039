"""The outbox: work that was stored with what it follows from. Called within writing transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from discuss.store.machine_tables import Job
from discuss.store.queries.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

NEVER = 2**62
"""The `due` of a job that was given up."""


def add_job(session: Session, kind: str, payload: Mapping[str, Any], due: int) -> None:
    """Store a job in the transaction of what it follows from. `due` in milliseconds since 1970."""
    session.add(Job(kind=kind, payload=dict(payload), due=due))


def ensure_job(session: Session, job_id: int, kind: str, due: int) -> None:
    """Store a job that exists once, under an id of its own; nothing if it is there."""
    values = {"id": job_id, "kind": kind, "payload": {}, "due": due, "attempts": 0}
    session.execute(upsert(session, Job).values(values).on_conflict_do_nothing(index_elements=["id"]))


def has_due(session: Session, kinds: Collection[str], now: int) -> bool:
    return session.scalars(select(Job.id).where(Job.due <= now, Job.kind.in_(kinds)).limit(1)).one_or_none() is not None


def has_jobs(session: Session) -> bool:
    return session.scalars(select(Job.id).limit(1)).one_or_none() is not None


def claim_job(session: Session, kinds: Collection[str], now: int, until: int) -> Job | None:
    """Take the job that is due longest, so that nobody else takes it before `until`. It counts as an attempt."""
    due = select(Job).where(Job.due <= now, Job.kind.in_(kinds)).order_by(Job.due, Job.id).limit(1)
    job = session.scalars(due.with_for_update(skip_locked=True), execution_options={"populate_existing": True}).first()
    if job is not None:
        job.due = until
        job.attempts += 1
        session.flush()
    return job


def finish_job(session: Session, job: Job) -> None:
    """Delete a job that is done, unless it was claimed again meanwhile."""
    session.execute(delete(Job).where(*_still_ours(job)), execution_options=_BULK)


def postpone_job(session: Session, job: Job, due: int, error: str | None) -> None:
    """Let a job wait until `due`: after an `error`, or for its next round, which starts its attempts anew."""
    attempts = job.attempts if error else 0
    statement = update(Job).where(*_still_ours(job)).values(due=due, error=error, attempts=attempts)
    session.execute(statement, execution_options=_BULK)


def _still_ours(job: Job) -> tuple[Any, Any]:
    return Job.id == job.id, Job.attempts == job.attempts


_BULK = {"synchronize_session": False}


def list_jobs(session: Session) -> Sequence[Job]:
    return session.scalars(select(Job).order_by(Job.due, Job.id)).all()


def measure_jobs(session: Session, now: int) -> tuple[int, int, int | None]:
    """Count the jobs that are due and those that were given up, and give since when the oldest is due."""
    due, oldest = session.execute(select(func.count(), func.min(Job.due)).where(Job.due <= now)).one()
    failed = session.scalar(select(func.count()).select_from(Job).where(Job.due == NEVER))
    return due, failed or 0, oldest


def count_given_up(session: Session, kinds: Collection[str], site_id: int | None = None) -> int:
    """Count the jobs of these kinds that were given up; those of one site alone where it is named."""
    statement = select(func.count()).select_from(Job).where(Job.due == NEVER, Job.kind.in_(kinds))
    if site_id is not None:
        statement = statement.where(Job.payload["site"].as_numeric(20, 0) == site_id)
    return session.scalars(statement).one()
