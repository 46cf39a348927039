from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from discuss.domain.figures import DAYS, QUARTER, Quarter, build_days, find_share, first_moment, percent_of
from discuss.domain.times import to_millis

MOMENTS = st.integers(1_000_000_000_000, 2_000_000_000_000)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu"]).map(
    ZoneInfo
)


@given(MOMENTS, ZONES, st.lists(st.integers(0, 40 * 24 * 4), max_size=20))
def test_every_decision_of_these_days_is_on_one(now: int, zone: ZoneInfo, ago: list[int]) -> None:
    quarters = [Quarter(now // QUARTER - each, 2, 1) for each in ago]
    days = build_days(quarters, now, zone)
    since = first_moment(now, zone)
    assert len(days) == DAYS
    assert since % QUARTER == 0
    counted = sum(quarter.number * QUARTER >= since for quarter in quarters)
    assert (sum(day.all for day in days), sum(day.own for day in days)) == (2 * counted, counted)


def test_a_day_begins_where_the_site_is() -> None:
    zone = ZoneInfo("Europe/Berlin")
    late = to_millis(datetime(2026, 11, 21, 23, 10, tzinfo=zone))
    (day,) = [each for each in build_days([Quarter(late // QUARTER, 1, 0)], late + 3_600_000, zone) if each.all]
    assert day.day == date(2026, 11, 21)


@given(st.lists(st.integers(0, 10**9), min_size=1), st.integers(1, 100))
def test_so_much_was_done_within_it(durations: list[int], percent: int) -> None:
    found = find_share(durations, percent)
    assert found is not None
    assert sum(each <= found for each in durations) * 100 >= percent * len(durations)
    assert sum(each < found for each in durations) * 100 < percent * len(durations)


@pytest.mark.parametrize(("part", "whole", "said"), [(0, 0, None), (0, 3, 0), (1, 3, 33), (1, 8, 13), (3, 3, 100)])
def test_shares_are_whole_per_cent(part: int, whole: int, said: int | None) -> None:
    assert percent_of(part, whole) == said


def test_nothing_took_no_time() -> None:
    assert find_share([], 50) is None
