from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from discuss.domain.mondays import WEEK, is_due, last_monday
from discuss.domain.times import DAY, HOUR, from_millis, to_millis

ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@given(st.integers(1_600_000_000_000, 2_000_000_000_000), st.sampled_from(ZONES))
def test_it_is_the_last_monday_at_seven(now: int, zone: str) -> None:
    monday = last_monday(now, ZoneInfo(zone))
    local = from_millis(monday).astimezone(ZoneInfo(zone))
    assert (local.weekday(), local.hour, local.minute) == (0, 7, 0)
    assert monday <= now < monday + WEEK + HOUR, "clocks may change in that week"


def test_the_moment_itself() -> None:
    zone = ZoneInfo("Europe/Berlin")
    seven = to_millis(datetime(2026, 11, 30, 7, tzinfo=zone))
    assert last_monday(seven, zone) == seven
    assert last_monday(seven - 1, zone) == seven - WEEK


@pytest.mark.parametrize(
    ("sent", "created", "late", "due"),
    [
        (None, -8 * DAY, 0, True),
        (None, -8 * DAY, 47 * HOUR, True),
        (None, -8 * DAY, 49 * HOUR, False),
        (None, -6 * DAY, 0, False),
        (-WEEK, -90 * DAY, 0, True),
        (0, -90 * DAY, HOUR, False),
    ],
)
def test_once_soon_and_not_of_a_week_that_was_none(sent: int | None, created: int, late: int, due: bool) -> None:
    monday = 1_800_000_000_000
    assert is_due(monday, None if sent is None else monday + sent, monday + created, monday + late) is due
