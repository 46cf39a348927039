from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from discuss.domain.settings import (
    FIELDS,
    SiteSettings,
    dump_settings,
    format_duration,
    keep_broken,
    load_settings,
    parse_duration,
    set_settings,
    show_settings,
)
from discuss.errors import Invalid

SECONDS = st.integers(0, 10 * 365 * 86400)
GOOD: dict[str, list[str]] = {
    "premoderation": ["none", "new", "all"],
    "votes": ["up", "both", "off"],
    "email": ["off", "optional", "required"],
    "max_links": ["0", "2", "100", "off"],
    "max_depth": ["0", "50"],
    "edit_window": ["0", "90s", "60m", "2h", "30d", "59"],
    "language": ["en", "pt-BR", "zh-Hant-TW"],
    "timezone": ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"],
    "policy": ["", "We keep nothing."],
    "words": ["", "casino", "cheap pills, bet*, *loan*\nstraße", "*ö"],
    "allowed_domains": ["", "example.org", "www.Example.org, bücher.example\n192.0.2.1"],
    "blocked_domains": ["", "*.example.org"],
    "listed": ["hold", "spam"],
    "not_for_trusted": ["", "links", "busy, links"],
}
BAD: dict[str, list[str]] = {
    "premoderation": ["", "None", "some"],
    "votes": ["down"],
    "rules": ["yes", "", "ON"],
    "max_links": ["-1", "101", "2.0", "٢", "", "1e1"],
    "edit_window": ["-1", "1w", "1.5h", "h", "", "999999999d", "5 m"],
    "keep_spam": ["0", "12h", "36h"],
    "language": ["", "english", "e", "en_GB"],
    "timezone": ["", "Mars/Phobos", "../../etc/passwd", "/etc/localtime", "UTC\0"],
    "policy": ["a\nb", "x" * 501],
    "words": ["*", "a, * *", "!?", "x" * 101, ",".join(f"w{number}" for number in range(501))],
    "allowed_domains": ["example", "https://example.org", "a b.example", "exa*mple.org", "a..b"],
    "blocked_domains": [",".join(f"d{number}.example" for number in range(501))],
    "listed": ["approve", ""],
    "not_for_trusted": ["trusted", "link", "links; busy"],
    "rules_preset": ["", "Strict", "none"],
}


def values_of(name: str) -> st.SearchStrategy[str]:
    if name in GOOD:
        return st.sampled_from(GOOD[name])
    parse: Any = FIELDS[name].metadata["parse"]
    candidates = ["on", "off", "0", "1", "30d", "1d", "7d", "2h", "5", "en", "optional"]
    return st.sampled_from([text for text in candidates if is_taken(parse, text)])


def is_taken(parse: Any, text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


CHANGES = st.fixed_dictionaries({}, optional={name: values_of(name) for name in FIELDS})


@given(CHANGES)
def test_settings_come_back_as_they_were_stored(changes: dict[str, str]) -> None:
    settings = set_settings(SiteSettings(), changes)
    assert load_settings(dump_settings(settings)) == settings


@given(CHANGES)
def test_settings_are_shown_as_one_types_them(changes: dict[str, str]) -> None:
    settings = set_settings(SiteSettings(), changes)
    assert set_settings(SiteSettings(), show_settings(settings)) == settings


@given(CHANGES, CHANGES)
def test_changes_add_up(first: dict[str, str], second: dict[str, str]) -> None:
    once = set_settings(SiteSettings(), first | second)
    assert set_settings(set_settings(SiteSettings(), first), second) == once


def test_nothing_is_stored_of_the_defaults() -> None:
    assert dump_settings(SiteSettings()) == {}


def test_what_another_release_knew_is_passed_over() -> None:
    assert load_settings({"from_the_future": "on", "max_links": "7"}) == set_settings(
        SiteSettings(), {"max_links": "7"}
    )


@pytest.mark.parametrize("name", sorted(FIELDS))
@pytest.mark.parametrize("garbage", [None, 7, 1.5, True, [], {}, ["on"], "\x00", "no such thing, ever\n", "9" * 5000])
def test_what_cannot_be_read_gives_the_default_and_is_named(name: str, garbage: Any) -> None:
    settings = load_settings({"max_depth": "3", "from_the_future": [], name: garbage})
    if name in settings.broken:
        assert settings == replace(
            SiteSettings(), max_depth=SiteSettings().max_depth if name == "max_depth" else 3, broken=(name,)
        )
        assert keep_broken(settings, {"votes": "up", name: garbage}) == {name: garbage}
    else:
        assert isinstance(garbage, str), (name, garbage)


@pytest.mark.parametrize("stored", [None, [], "on", 7, ["words"]])
def test_where_nothing_can_be_read_everything_is_named(stored: Any) -> None:
    assert load_settings(stored) == replace(SiteSettings(), broken=tuple(FIELDS))
    assert keep_broken(load_settings(stored), stored) == {}


def test_setting_it_anew_mends_it() -> None:
    broken = load_settings({"max_links": [], "votes": "sideways"})
    assert broken.broken == ("max_links", "votes")
    assert set_settings(broken, {"max_links": "3"}) == replace(SiteSettings(), max_links=3, broken=("votes",))


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_a_wrong_value_is_named_with_what_is_right(name: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_settings(SiteSettings(), {name: text})
    (error,) = refused.value.errors
    assert error.pointer == f"/{name}"
    assert error.detail.startswith(f"{name} must be ")


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        set_settings(SiteSettings(), {"votes": "down", "colour": "red", "max_links": "3", "rules": "yes"})
    assert [error.pointer for error in refused.value.errors] == ["/votes", "/colour", "/rules"]


@given(SECONDS)
def test_a_duration_comes_back(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


def test_durations_are_written_in_their_largest_unit() -> None:
    assert [format_duration(seconds) for seconds in (0, 59, 60, 90, 3600, 5400, 86400, 129_600)] == [
        "0", "59s", "1m", "90s", "1h", "90m", "1d", "36h",
    ]  # fmt: skip


def test_every_setting_says_what_it_is_for() -> None:
    assert all(setting.metadata["about"] for setting in FIELDS.values())
