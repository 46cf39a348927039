from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
import time_machine
from limits.storage import MemoryStorage, Storage

from discuss.limiting import (
    FLOOD_PER_MINUTE,
    HOLD_PER_HOUR,
    HOLD_PER_MINUTE,
    REFUSE_PER_MINUTE,
    Pace,
    PostLimiter,
    post_keys,
)
from discuss.store.counters import SqlCounters
from discuss.store.session import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

ANN = ["reader-of-ann", "address-of-ann"]
START = 1_800_000_000.0


@pytest.fixture
def limiter() -> PostLimiter:
    return PostLimiter()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def post(limiter: PostLimiter, storage: Storage, times: int, subjects: list[str] = ANN) -> Pace:
    for _ in range(times):
        limiter.count(subjects, "town", storage)
    return limiter.measure(subjects, "town", storage)


@pytest.fixture(params=["memory", "database"])
def storage(request: pytest.FixtureRequest, session: Session) -> Iterator[Storage]:
    if request.param == "memory":
        yield MemoryStorage()
    else:
        with writing(session):
            yield SqlCounters(session)


@pytest.mark.usefixtures("clock")
def test_a_post_is_held_after_a_few_and_refused_after_many(limiter: PostLimiter, storage: Storage) -> None:
    assert post(limiter, storage, HOLD_PER_MINUTE - 1) == Pace()
    assert post(limiter, storage, 1) == Pace(is_busy=True)
    pace = post(limiter, storage, REFUSE_PER_MINUTE - HOLD_PER_MINUTE)
    assert 0 < pace.wait <= 60
    assert pace.is_flood == (REFUSE_PER_MINUTE >= FLOOD_PER_MINUTE)


def test_a_minute_later_one_may_write_again(
    limiter: PostLimiter, storage: Storage, clock: time_machine.Traveller
) -> None:
    wait = post(limiter, storage, REFUSE_PER_MINUTE).wait
    clock.shift(wait + 1)
    pace = limiter.measure(ANN, "town", storage)
    assert (pace.wait, pace.is_flood) == (0, False)
    assert pace.is_busy  # of the hour there is more left to wait
    clock.shift(3600)
    assert limiter.measure(ANN, "town", storage) == Pace()


def test_slowly_over_an_hour_one_is_busy_too(
    limiter: PostLimiter, storage: Storage, clock: time_machine.Traveller
) -> None:
    paces = []
    for _ in range(HOLD_PER_HOUR):
        paces.append(limiter.measure(ANN, "town", storage).is_busy)
        limiter.count(ANN, "town", storage)
        clock.shift(61)
    assert paces == [False] * HOLD_PER_HOUR
    assert limiter.measure(ANN, "town", storage).is_busy


@pytest.mark.usefixtures("clock")
def test_a_reader_and_an_address_are_counted_each(limiter: PostLimiter, storage: Storage) -> None:
    post(limiter, storage, HOLD_PER_MINUTE)
    assert limiter.measure(["reader-of-bob", ANN[1]], "town", storage).is_busy
    assert limiter.measure([ANN[0], "address-of-bob"], "town", storage).is_busy
    assert not limiter.measure(["reader-of-bob", "address-of-bob"], "town", storage).is_busy


@pytest.mark.usefixtures("clock")
def test_a_flood_is_of_one_site(limiter: PostLimiter, storage: Storage) -> None:
    for number in range(FLOOD_PER_MINUTE):
        limiter.count([f"reader {number}"], "town", storage)
    assert limiter.measure(["somebody"], "town", storage) == Pace(is_flood=True)
    assert limiter.measure(["somebody"], "village", storage) == Pace()


@pytest.mark.usefixtures("clock")
def test_counters_that_are_read_ahead_say_the_same(limiter: PostLimiter, session: Session) -> None:
    with writing(session):
        post(limiter, SqlCounters(session), 7)
    ahead = SqlCounters(session, post_keys(ANN, "town"))
    assert (
        limiter.measure(ANN, "town", ahead) == limiter.measure(ANN, "town", SqlCounters(session)) == Pace(is_busy=True)
    )


def test_when_redis_is_gone_this_process_counts(session: Session) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        limiter = PostLimiter(f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
    unused = SqlCounters(session)
    assert post(limiter, unused, HOLD_PER_MINUTE).is_busy
    assert limiter.is_degraded
    assert unused.get(post_keys(ANN, "town")[0]) == 0
