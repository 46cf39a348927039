from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discuss.domain.backoff import MOST_ATTEMPTS, next_try
from discuss.domain.times import DAY
from discuss.services.outbox import LEASE, HopelessError, do_next, ensure_periodic, list_jobs, measure_jobs
from discuss.store.machine_tables import Job
from discuss.store.queries.jobs import NEVER, add_job, claim_job, finish_job
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from discuss.services.instance import Instance

NOW = 1_800_000_000_000
WORKERS = 4
JOBS = 40


def at(instance: Instance, moment: int) -> Instance:
    return replace(instance, clock=lambda: moment)


def store(session: Session, kind: str = "test", due: int = NOW, **payload: Any) -> None:
    with writing(session):
        add_job(session, kind, payload, due)


def test_a_due_job_is_done_once_and_forgotten(session: Session, instance: Instance) -> None:
    store(session, number=1)
    store(session, number=2, due=NOW + 1)
    done: list[Any] = []
    handlers = {"test": lambda _session, _instance, payload: done.append(payload["number"])}
    assert do_next(session, at(instance, NOW), handlers, {}) is True
    assert do_next(session, at(instance, NOW), handlers, {}) is None
    assert done == [1]
    assert [job["kind"] for job in list_jobs(session)] == ["test"]


def test_a_job_of_an_unknown_kind_waits_for_the_release_that_knows_it(session: Session, instance: Instance) -> None:
    store(session, "newer")
    assert do_next(session, at(instance, NOW), {"test": print}, {}) is None
    assert measure_jobs(session, at(instance, NOW)).due == 1


def test_a_failing_job_is_tried_again_ever_later_and_then_given_up(session: Session, instance: Instance) -> None:
    store(session)
    now, tries = NOW, 0
    while do_next(session, at(instance, now), {"test": fail}, {}) is not None:
        tries += 1
        with reading(session):
            job = session.scalars(select(Job)).one()
        assert job.error == "ValueError"  # never its words: they may quote a reader
        now = job.due if job.due != NEVER else now + 3000 * DAY
    assert tries == MOST_ATTEMPTS
    assert NOW + 1.9 * DAY < NOW + sum(next_try(number) for number in range(1, MOST_ATTEMPTS)) < NOW + 2.1 * DAY
    assert list_jobs(session)[0]["due"] is None
    assert measure_jobs(session, at(instance, now)).failed == 1


def fail(*_: object) -> None:
    raise ValueError("canary")


def test_a_hopeless_job_is_given_up_at_once(session: Session, instance: Instance) -> None:
    def give_up(*_: object) -> None:
        raise HopelessError("Nobody lives there.")

    store(session)
    assert do_next(session, at(instance, NOW), {"test": give_up}, {}) is False
    assert list_jobs(session)[0]["due"] is None


def test_a_job_stored_with_a_failing_transaction_is_not_there(session: Session) -> None:
    def store_and_fail() -> None:
        with writing(session):
            add_job(session, "test", {}, NOW)
            fail()

    with pytest.raises(ValueError, match="canary"):
        store_and_fail()
    assert list_jobs(session) == []


def test_a_handler_that_leaves_a_transaction_open_and_fails_changes_nothing(
    session: Session, instance: Instance
) -> None:
    def spoil(session: Session, *_: object) -> None:
        session.add(Job(kind="spoilt", due=NOW))
        session.flush()
        fail()

    store(session)
    assert do_next(session, at(instance, NOW), {"test": spoil}, {}) is False
    assert [job["kind"] for job in list_jobs(session)] == ["test"]


def test_what_comes_again_exists_once_and_is_never_given_up(session: Session, instance: Instance) -> None:
    hour = 60 * 60 * 1000
    ensure_periodic(session, at(instance, NOW), {"tick": -1})
    ensure_periodic(session, at(instance, NOW + 5), {"tick": -1})
    assert do_next(session, at(instance, NOW), {"tick": lambda *_: None}, {"tick": lambda now: now + hour}) is True
    assert [job["due"] for job in list_jobs(session)] == [NOW + hour]
    now = NOW + hour
    for _ in range(MOST_ATTEMPTS + 3):
        assert do_next(session, at(instance, now), {"tick": fail}, {"tick": lambda now: now + hour}) is False
        due = list_jobs(session)[0]["due"]
        assert now < due <= now + hour
        now = due
    assert do_next(session, at(instance, now), {"tick": lambda *_: None}, {"tick": lambda now: now + hour}) is True
    assert list_jobs(session)[0] | {"error": None, "attempts": 0} == list_jobs(session)[0]


def test_a_job_whose_runner_died_is_done_by_another(session: Session, instance: Instance) -> None:
    store(session)
    with writing(session):
        lost = claim_job(session, ["test"], NOW, NOW + LEASE)
        assert lost is not None
        session.expunge(lost)
    done: list[int] = []
    handlers = {"test": lambda *_: done.append(1)}
    assert do_next(session, at(instance, NOW + LEASE - 1), handlers, {}) is None
    assert do_next(session, at(instance, NOW + LEASE), {"test": fail}, {}) is False
    with writing(session):
        finish_job(session, lost)  # the first one was only slow: what it says counts no more
    assert do_next(session, at(instance, NOW + 2 * LEASE), handlers, {}) is True
    assert done == [1]


def test_two_runners_never_do_the_same_job(engine: Engine, instance: Instance) -> None:
    with Session(engine) as session:
        for number in range(JOBS):
            store(session, number=number)
    done: list[int] = []
    barrier, moments = Barrier(WORKERS), count(NOW)
    handlers = {"test": lambda _session, _instance, payload: done.append(payload["number"])}

    def run() -> None:
        barrier.wait(timeout=30)
        with Session(engine, expire_on_commit=False) as session:
            while measure_jobs(session, at(instance, NOW)).due:
                do_next(session, at(instance, next(moments)), handlers, {})

    with ThreadPoolExecutor(WORKERS) as runners:
        for each in [runners.submit(run) for _ in range(WORKERS)]:
            each.result(timeout=120)
    assert sorted(done) == list(range(JOBS))
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0
