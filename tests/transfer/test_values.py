"""Names, addresses and times as sources write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from discuss.domain.times import EPOCH
from discuss.transfer.records import Notes
from discuss.transfer.values import clean_email, clean_name, clean_title, clean_website, parse_time

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def codes(notes: Notes) -> list[str]:
    return [line.code for line in notes.lines]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Joan", "Joan"),
        ("  Joan\n\tof  Arc ", "Joan of Arc"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Ping &laquo; What&#8217;s on", "Ping « What’s on"),
        ("<b>Joan</b>", "<b>Joan</b>"),
        ("李小龙", "李小龙"),
        ("", None),
        (" \n ", None),
        ("&nbsp;", None),
        ("\u200b\u2060", None),
        ("Jo\u202ean", "Joan"),
    ],
)
def test_names_are_plain_text(raw: str, name: str | None) -> None:
    notes = Notes("here")
    assert clean_name(raw, notes) == name
    assert notes.lines == []


@pytest.mark.parametrize("raw", ["...", "a" + "\u0315\u0323" * 9])
def test_names_that_nobody_may_have_are_dropped(raw: str) -> None:
    notes = Notes("here")
    assert clean_name(raw, notes) is None
    assert codes(notes) == ["name-dropped"]


def test_long_names_and_titles_are_cut_and_reported() -> None:
    notes = Notes("here")
    assert clean_name("x" * 101, notes) == "x" * 99 + "…"
    assert clean_name("x" * 100, notes) == "x" * 100
    assert clean_title("x" * 301, notes) == "x" * 299 + "…"
    assert codes(notes) == ["name-cut", "title-cut"]


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Title <em>With</em> <b>Mark<sup>up</sup></b>", "Title With Markup"),
        ("1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
        ("<", "<"),
        ("", ""),
    ],
)
def test_titles_lose_their_markup(raw: str, title: str) -> None:
    assert clean_title(raw, Notes("here")) == title


@pytest.mark.parametrize("raw", [" joan@mail.example\n", "joan+x@mail.example"])
def test_addresses_that_are_kept(raw: str) -> None:
    assert clean_email(raw, Notes("here")) == raw.strip()


@pytest.mark.parametrize(
    "raw", ["joan", "@", "a@b@c", "Joan <joan@mail.example>", "a b@c.example", "x" * 250 + "@c.de"]
)
def test_addresses_that_are_none_are_dropped(raw: str) -> None:
    notes = Notes("here")
    assert clean_email(raw, notes) is None
    assert codes(notes) == ["email-dropped"]


@pytest.mark.parametrize(
    ("raw", "website"),
    [
        (" http://joan.example \n", "http://joan.example"),
        ("https://joan.example:8080/a?b=1&amp;copy=2&#038;d", "https://joan.example:8080/a?b=1&copy=2&d"),
        ("HTTPS://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("joan.example", "https://joan.example"),
        ("", None),
        ("http://", None),
        ("https://", None),
    ],
)
def test_websites_that_are_kept(raw: str, website: str | None) -> None:
    notes = Notes("here")
    assert clean_website(raw, notes) == website
    assert notes.lines == []


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "me",
        "http:///x",
        "http://a b.example/",
        'http://joan.example/"x',
        "http://joan.example/<x>",
        "http://user:word@joan.example/",
        "http://[::1/",
        "http://joan.example:port/",
        "http://joan.example\\@x.example",
        "http://joan.example/\x7f",
        "http://joan.example/" + "x" * 500,
    ],
)
def test_websites_that_are_none_are_dropped(raw: str) -> None:
    notes = Notes("here")
    assert clean_website(raw, notes) is None
    assert codes(notes) == ["website-dropped"]


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2009-09-01 08:00:00", datetime(2009, 9, 1, 8, tzinfo=UTC)),
        (" 2009-09-01T10:00:00+02:00\n", datetime(2009, 9, 1, 8, tzinfo=UTC)),
        ("Tue, 01 Sep 2009 10:00:00 +0200", datetime(2009, 9, 1, 8, tzinfo=UTC)),
        ("1970-01-01 00:00:00", EPOCH),
        *((bad, None) for bad in ("", "0000-00-00 00:00:00", "0001-01-01 00:00:00", "1969-12-31 23:59:59")),
        *((bad, None) for bad in ("9999-12-31 23:59:59", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00")),
        *((bad, None) for bad in ("Mon, 30 Nov -0001 00:00:00 +0000", "2009-02-30 00:00:00", "1251792000", "now")),
    ],
)
def test_times_are_utc_or_none(raw: str, moment: datetime | None) -> None:
    assert parse_time(raw, NOW) == moment


def test_a_clock_may_run_ahead_by_a_day() -> None:
    assert parse_time("2024-06-01 20:00:00", NOW) is not None
    assert parse_time("2024-06-02 00:00:01", NOW) is None


@given(st.text(max_size=50) | st.from_regex(r"[A-Z][a-z]{2}, \d{1,9} [A-Z][a-z]{2} -?\d{1,9} \d+:\d+:\d+ [+-]\d{1,9}"))
def test_any_text_is_a_time_or_none(text: str) -> None:
    moment = parse_time(text, NOW)
    assert moment is None or EPOCH <= moment <= NOW + timedelta(days=1)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2024, 1, 1), timezones=st.just(timezone(timedelta(hours=5)))))  # noqa: DTZ001 - st.datetimes wants naive bounds
def test_every_zone_becomes_utc(moment: datetime) -> None:
    found = parse_time(moment.isoformat(), NOW)
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


@given(st.text())
def test_cleaning_twice_changes_no_website(text: str) -> None:
    once = clean_website("http://" + text, Notes("here"))
    assert once is None or clean_website(once, Notes("here")) == once
