from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss import jobs
from discuss.services.outbox import list_jobs
from discuss.store.machine_tables import Job
from discuss.store.queries.jobs import add_job
from discuss.store.session import writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

NOW = 1_800_000_000_000
HOUR = 60 * 60 * 1000


AT_ONCE = len(jobs.AGAIN) - len(jobs._FIRST)
"""How many of what comes again begin when the runner does."""


def test_retention_runs_at_once_and_then_every_hour(session: Session, instance: Instance) -> None:
    assert jobs.run_due(session, replace(instance, clock=lambda: NOW)) == AT_ONCE
    assert [job["due"] for job in list_jobs(session) if job["kind"] == "retention"] == [NOW + HOUR]
    assert jobs.run_due(session, replace(instance, clock=lambda: NOW + HOUR)) >= 1
    assert [job["due"] for job in list_jobs(session) if job["kind"] == "retention"] == [NOW + 2 * HOUR]


def test_each_kind_that_comes_again_has_a_handler() -> None:
    assert jobs.AGAIN.keys() <= jobs.HANDLERS.keys()
    assert min(again(NOW) - NOW for again in jobs.AGAIN.values()) >= 60_000


def test_a_job_that_cannot_succeed_does_not_spin(session: Session, instance: Instance) -> None:
    with writing(session):
        add_job(session, "welcome", {}, NOW)  # to nobody
    still = replace(instance, clock=lambda: NOW)
    assert jobs.run_due(session, still) == AT_ONCE  # and nothing else
    assert jobs.run_due(session, still) == 0
    assert [job["attempts"] for job in list_jobs(session) if job["kind"] == "welcome"] == [1]


def test_the_loop_ends_when_it_is_told_to(session: Session, instance: Instance) -> None:
    stop = threading.Event()
    moments = iter(range(NOW, NOW + 1000))

    def clock() -> int:
        if session.scalars(select(Job.id).where(Job.due > NOW + HOUR // 2)).first() is not None:
            stop.set()
        session.rollback()
        return next(moments)

    jobs.run_forever(session, replace(instance, clock=clock), stop)
    assert stop.is_set()
