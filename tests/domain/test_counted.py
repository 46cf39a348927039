from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from discuss.domain.counted import LEAST, PERIODS, build_bounds, build_counts, last_day
from discuss.domain.times import DAY, to_millis

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu"]).map(
    ZoneInfo
)
NUMBERS = st.tuples(*[st.integers(0, 9)] * len(PERIODS))


@given(st.dictionaries(st.text(max_size=3), NUMBERS))
def test_no_small_number_is_told(given: dict[str, tuple[int, ...]]) -> None:
    counts = build_counts(given.items())
    assert {count.symbol for count in counts} == {symbol for symbol, numbers in given.items() if any(numbers)}
    for count in counts:
        for told, number in zip(count.numbers, given[count.symbol], strict=True):
            assert told == (None if 0 < number < LEAST else number)


@given(NUMBERS)
def test_of_two_small_counts_nobody_sees_the_larger(numbers: tuple[int, ...]) -> None:
    small, smaller = (2, *numbers[1:]), (1, *numbers[1:])
    orders = [
        [count.symbol for count in build_counts(rows)]
        for rows in ([("a", small), ("b", smaller)], [("a", smaller), ("b", small)])
    ]
    assert orders[0] == orders[1]


def test_what_is_counted_of_a_symbol_is_added_up() -> None:
    (count,) = build_counts([("spam", (1, 2, 3)), ("spam", (2, 2, 2))])
    assert count.numbers == (3, 4, 5)


@given(st.integers(0, 4_000_000_000_000), ZONES)
def test_only_whole_days_that_are_over_count(now: int, zone: ZoneInfo) -> None:
    starts, end = build_bounds(last_day(now, zone), zone)
    assert list(starts) == sorted(starts, reverse=True)
    assert end <= now
    assert now - end <= DAY * 1.1
    for moment in (*starts, end):
        there = datetime.fromtimestamp(moment / 1000, zone)
        assert (there.hour, there.minute) == (0, 0)


def test_a_day_is_told_of_once_it_is_surely_over() -> None:
    midnight = to_millis(datetime(2026, 11, 22, tzinfo=UTC))
    assert last_day(midnight + 60_000, ZoneInfo("UTC")) == date(2026, 11, 20)
    assert last_day(midnight + 600_000, ZoneInfo("UTC")) == date(2026, 11, 21)
