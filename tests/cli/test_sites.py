"""`discuss site` as one types it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from discuss.errors import Conflict, Invalid, SetupError, UnknownSite
from discuss.services import backups
from tests.serving import ROOT
from tests.terminals import talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from discuss.config import Settings

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


def test_where_nobody_can_be_asked_nothing_is_removed(town: Call) -> None:
    said = town("site", "remove", "town", given="town\n")
    assert said.exit_code == 2
    assert "--yes" in said.output
    assert "--copy" in said.output
    assert "town" in town("site", "list").output


def test_a_script_removes_a_site_with_and_without_a_copy(town: Call, settings: Settings) -> None:
    assert isinstance(town("site", "remove", "nowhere", "--yes").exception, UnknownSite)
    file = settings.data_dir / "town-before.zip"
    said = town("site", "remove", "town", "--yes", "--copy", str(file)).output
    assert f"{file} is written and was read again" in said
    assert "0 comments\n  0 discussions\n  0 members of its team\n" in said
    assert said.endswith("town is removed.\n")
    assert backups.check_backup(file).tables["site"] == 1
    assert town("site", "list").output == ""
    assert town(*ADD).exit_code == 0
    assert isinstance(town("site", "remove", "town", "--yes", "--copy", str(file)).exception, SetupError)
    assert town("site", "list").output, "without the copy that was asked for, nothing is removed"
    assert town("site", "remove", "town", "--yes").exit_code == 0
    assert len(list(settings.data_dir.rglob("*.zip"))) == 1


@pytest.mark.servers
@pytest.mark.parametrize(
    ("answers", "copies", "is_left"),
    [(["", "town"], 1, False), (["n", "town"], 0, False), (["y", "twon"], 1, True), (["n", "y"], 0, True)],
)
def test_at_a_terminal_a_copy_is_offered_and_the_name_is_typed(
    town: Call, settings: Settings, answers: list[str], copies: int, *, is_left: bool
) -> None:
    env = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}} | {
        "PYTHONPATH": str(ROOT),
        "DISCUSS_DATABASE_URL": settings.database_url,
        "DISCUSS_SECRET_KEY": settings.secret_key,
    }
    command = (sys.executable, "-m", "discuss", "site", "remove", "town")
    code, said = talk(command, answers, cwd=settings.data_dir, env=env)
    assert "Town Talk (https://town.example), here since 20" in said
    written = list((settings.data_dir / "data" / "backups").glob("before-removing-town-*.zip"))
    assert len(written) == copies
    assert not copies or f"first, {written[0]}? [Y/n]:" in said.replace("\n", "")
    assert code == (1 if is_left else 0)
    assert ("Nothing was removed." in said) is is_left
    assert ("town" in town("site", "list").output) is is_left


def test_a_name_is_taken_once(town: Call) -> None:
    assert isinstance(town(*ADD).exception, Conflict)
    assert isinstance(town("site", "add", "No Good", "--name", "x", "--url", "https://x.example").exception, Invalid)


def test_a_site_is_added_with_an_invitation_for_its_owner(call: Call) -> None:
    said = call(*ADD, "--invite").output
    assert "/moderate/-/invitation/" in said
    assert "owner" in said
