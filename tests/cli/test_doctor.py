"""`discuss doctor` as one types it, and what `serve` says of the same when it starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from discuss import create_app
from discuss.cli import command
from discuss.cli.doctor import warn_of_trouble
from discuss.config import Settings
from discuss.errors import SetupError
from discuss.services.doctor import house as houses
from discuss.services.doctor.address import SIGN, build_sign
from discuss.store.flask_db import db

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from flask.testing import FlaskClient


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Give the command in an empty directory, where nothing is set up."""
    monkeypatch.chdir(tmp_path)
    own: dict[str, str | None] = {"DISCUSS_DATABASE_URL": None, "DISCUSS_SECRET_KEY": None, "DISCUSS_DATA_DIR": None}

    def call(*words: str, **variables: str) -> Result:
        return CliRunner().invoke(command, words, env=own | variables)

    return call


def test_where_nothing_is_set_up_it_says_how_to_begin(here: Callable[..., Result], tmp_path: Path) -> None:
    said = here("doctor")
    assert said.exit_code == 1
    assert "broken  Secret: There is none yet" in said.output
    assert "            discuss init\n" in said.output
    assert list(tmp_path.iterdir()) == []


def test_programs_read_the_same(here: Callable[..., Result]) -> None:
    assert here("init").exit_code == 0
    said = here("doctor", "--json", DISCUSS_BASE_URL="https://nowhere.invalid", DISCUSS_SMPT_URL="x")
    items = {each["item"]: each for each in json.loads(said.stdout)}
    assert said.exit_code == 1
    assert items["secret"]["state"] == "ok"
    assert items["settings"]["finding"] == "settings-unreadable"
    assert "DISCUSS_SMPT_URL is not a setting" in items["settings"]["words"]
    assert items["address"]["finding"] == "address-unknown"
    assert items["address"]["lines"] == "getent hosts nowhere.invalid"
    assert items["mail"]["lines"].startswith("DISCUSS_SMTP_URL=smtp://")
    assert all(each.keys() == {"item", "state", "finding", "words", "cure", "lines"} for each in items.values())


@pytest.mark.parametrize(
    "variables",
    [
        {"DISCUSS_DATABASE_URL": "postgresql://ann:pass-word@127.0.0.1:1/x"},
        {"DISCUSS_DATABASE_URL": "no address at all"},
        {"DISCUSS_DATA_DIR": "/proc"},
        {"DISCUSS_DATA_DIR": "/etc/passwd"},
        {"DISCUSS_DATA_DIR": "/nonexistent/there"},
        {"DISCUSS_BASE_URL": "ftp://x"},
        {"DISCUSS_BASE_URL": "http://[::1"},
        {"DISCUSS_BASE_URL": "http://x:99999"},
        {"DISCUSS_TRUSTED_PROXIES": "nonsense"},
        {"DISCUSS_SQLITE_JOURNAL": "off"},
        {"DISCUSS_REDIS_URL": "nonsense"},
        {"DISCUSS_SMTP_URL": "nonsense"},
        {"DISCUSS_SECRET_KEY": "\u202e<b>'"},
    ],
    ids=str,
)
def test_it_never_crashes_and_tells_no_password(here: Callable[..., Result], variables: dict[str, str]) -> None:
    said = here("doctor", **variables)
    assert said.exit_code == 1
    assert said.exception is None or isinstance(said.exception, SystemExit)
    assert "pass-word" not in said.output
    assert "could not be looked at" not in said.output


def test_in_a_directory_that_is_gone_it_works_all_the_same(
    here: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    said = here("doctor", DISCUSS_DATA_DIR=str(tmp_path / "data"))
    assert said.exit_code == 1
    assert "Data directory" in said.output


def test_a_settings_file_that_cannot_be_read_is_named_by_every_command(
    here: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / ".env").mkdir()
    for words in (("init",), ("site", "list")):
        error = here(*words).exception
        assert isinstance(error, SetupError)
        assert str(tmp_path / ".env") in error.detail
    assert "broken  Settings" in here("doctor").output


def test_on_a_network_drive_the_service_is_refused_and_the_slower_way_offered(
    here: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "mountinfo"
    table.write_text("1 0 0:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:2 / " + str(tmp_path) + " rw - nfs4 nas:/ rw\n")
    monkeypatch.setattr(houses, "MOUNTS", table)
    for word in ("init", "serve"):
        error = here(word).exception
        assert isinstance(error, SetupError)
        assert "network drive (nfs4)" in error.detail
        assert "DISCUSS_SQLITE_JOURNAL=delete" in error.detail
    assert not (tmp_path / "data" / "discuss.sqlite3").exists()
    assert here("init", DISCUSS_SQLITE_JOURNAL="delete").exit_code == 0
    assert (tmp_path / "data" / "discuss.sqlite3").read_bytes()[18:20] == b"\x01\x01", "no WAL"
    assert "in the slower, safe way" in here("doctor", DISCUSS_SQLITE_JOURNAL="delete").output


def test_a_start_says_on_a_line_each_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o755)
    warn_of_trouble(Settings(data_dir=tmp_path, secret_key="short", base_url="https://town.example"))
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["warning", "Secret"],
        ["warning", "Data directory"],
        ["warning", "Mail"],
    ]
    assert lines[1].endswith(f"chmod 700 {tmp_path}")


def test_a_service_knows_itself_by_its_sign(client: FlaskClient, settings: Settings) -> None:
    sign = client.get("/healthz").headers[SIGN]
    assert sign == build_sign(settings.secret_key.encode())
    other = create_app(Settings(secret_key="x" * 40, database_url=settings.database_url))
    assert other.test_client().get("/healthz").headers[SIGN] != sign
    with other.app_context():
        db.engine.dispose()
