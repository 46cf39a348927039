from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from discuss.domain.times import format_time, from_millis, month_of, to_millis

MILLIS = st.integers(-62_135_596_800_000, 253_402_300_799_999)  # the years 1 to 9999
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001 - the zones are drawn


@given(MILLIS)
def test_a_time_is_written_with_three_digits_and_z(millis: int) -> None:
    text = format_time(millis)
    assert len(text) == 24
    assert text.endswith("Z")
    assert to_millis(datetime.fromisoformat(text)) == millis


@given(MILLIS, MILLIS)
def test_the_order_of_texts_is_the_order_of_times(one: int, other: int) -> None:
    assert (one < other) == (format_time(one) < format_time(other))


@given(MOMENTS)
def test_a_moment_is_the_same_in_every_zone(moment: datetime) -> None:
    assert to_millis(moment) == to_millis(moment.astimezone(UTC))
    assert abs(from_millis(to_millis(moment)) - moment) < timedelta(milliseconds=1)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_millis(datetime(2009, 9, 1))  # noqa: DTZ001 - that is the point


def test_a_month_is_that_of_utc() -> None:
    assert month_of(0) == "1970-01"
    assert month_of(to_millis(datetime(2009, 9, 30, 23, 30, tzinfo=timezone(timedelta(hours=-2))))) == "2009-10"
