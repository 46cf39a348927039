"""`discuss site` as one types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from discuss.errors import Conflict, Invalid, UnknownSite

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Call = Callable[..., Result]

ADD = ("site", "add", "town", "--name", "Town Talk", "--url", "https://town.example/")


@pytest.fixture
def town(call: Call) -> Call:
    said = call(*ADD, "--origin", "https://www.town.example")
    assert (said.exit_code, said.exception) == (0, None)
    assert 'data-site="town"' in said.output
    return call


def test_a_site_is_added_listed_and_shown(town: Call) -> None:
    assert town("site", "list").output == "town\thttps://town.example\tTown Talk\n"
    (listed,) = json.loads(town("site", "list", "--json").output)
    assert listed["origins"] == ["https://town.example", "https://www.town.example"]
    assert json.loads(town("site", "show", "town", "--json").output) == listed
    assert "premoderation = new\n" in town("site", "show", "town").output


def test_settings_are_changed_and_bad_ones_are_named(town: Call) -> None:
    assert town("site", "set", "town", "premoderation=all", "edit_window=30m").exit_code == 0
    assert json.loads(town("site", "show", "town", "--json").output)["settings"]["premoderation"] == "all"
    assert town("site", "set", "town", "premoderation").exit_code == 2
    error = town("site", "set", "town", "premoderation=some", "mood=good", "edit_window=1h").exception
    assert isinstance(error, Invalid)
    assert {each.pointer for each in error.errors} == {"/premoderation", "/mood"}
    assert json.loads(town("site", "show", "town", "--json").output)["settings"]["edit_window"] == "30m"


def test_a_site_is_removed_after_a_question(town: Call) -> None:
    assert town("site", "remove", "town", given="n\n").exit_code == 1
    assert town("site", "list").output
    assert town("site", "remove", "town", given="y\n").exit_code == 0
    assert town("site", "list").output == ""
    assert isinstance(town("site", "remove", "town", "--yes").exception, UnknownSite)


def test_a_name_is_taken_once(town: Call) -> None:
    assert isinstance(town(*ADD).exception, Conflict)
    assert isinstance(town("site", "add", "No Good", "--name", "x", "--url", "https://x.example").exception, Invalid)


def test_a_site_is_added_with_an_invitation_for_its_owner(call: Call) -> None:
    said = call(*ADD, "--invite").output
    assert "/moderate/-/invitation/" in said
    assert "owner" in said
