from __future__ import annotations

import pytest

from discuss.notifications.titles import name_page

URL = "https://town.example/a"


@pytest.mark.parametrize(
    "title",
    ["Town hall", "Minutes of 2026-11-22", "Café, Bürger & Co.", "Version 2.0", "10 % off 3/4", "Who pays $5,000?"],
)
def test_a_title_names_its_page(title: str) -> None:
    assert name_page(title, URL) == title


@pytest.mark.parametrize(
    "title",
    [
        "Win at https://evil.example",
        "Go to www.evil",
        "see evil.com now",
        "mail me@evil",
        "call +49 170 123 45 67 8",
        "EVIL.EXAMPLE",
        "",
        " \n ",
        None,
    ],
)
def test_what_could_lure_somebody_away_gives_way_to_the_address(title: str | None) -> None:
    assert name_page(title, URL) == URL


def test_a_long_title_is_cut() -> None:
    assert name_page("x" * 300, URL) == "x" * 79 + "…"
