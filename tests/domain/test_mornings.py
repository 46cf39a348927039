"""Tomorrow at eight is eight on the clocks of the site, also where they change in the night."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from discuss.domain.mornings import MORNING, NOON, tomorrow_at
from discuss.domain.times import format_time, parse_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-06-01T20:00:00Z", "2026-06-02T06:00:00.000Z"),
        ("2026-06-01T21:59:59Z", "2026-06-02T06:00:00.000Z"),
        ("2026-06-01T22:00:00Z", "2026-06-03T06:00:00.000Z"),  # the next date has begun there
        ("2026-03-28T20:00:00Z", "2026-03-29T06:00:00.000Z"),  # a night of one hour less
        ("2026-10-24T20:00:00Z", "2026-10-25T07:00:00.000Z"),  # a night of one hour more
        ("2026-12-31T20:00:00Z", "2027-01-01T07:00:00.000Z"),
    ],
)
def test_the_morning_comes_on_the_clocks_of_the_site(now: str, end: str) -> None:
    assert format_time(tomorrow_at(parse_time(now), MORNING, BERLIN)) == end


@pytest.mark.parametrize(
    ("zone", "end"),
    [("UTC", "2026-06-02T12:00:00.000Z"), ("Pacific/Auckland", "2026-06-03T00:00:00.000Z")],
)
def test_noon_is_that_of_the_zone(zone: str, end: str) -> None:
    assert format_time(tomorrow_at(parse_time("2026-06-01T13:00:00Z"), NOON, ZoneInfo(zone))) == end
