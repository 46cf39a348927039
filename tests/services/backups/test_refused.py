"""What is no backup, or belongs elsewhere: refused in words, and nothing is changed."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy.orm import Session

from discuss import jobs
from discuss.config import load_settings
from discuss.errors import SetupError
from discuss.services import backups
from discuss.services.instance import build_instance
from discuss.store.migrate import migrate
from tests.services.backups.worlds import read_everything

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_a_damaged_backup_is_found_out_and_changes_nothing(
    backup: Path, empty: Engine, tmp_path: Path, at: float
) -> None:
    data = bytearray(backup.read_bytes())
    for offset in range(24):
        data[int(len(data) * at) + offset] ^= 0xFF
    _check_refused(backup, bytes(data), empty, tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data[1000:],
        lambda _: b"PK\x05\x06" + bytes(18),
        lambda _: b"no archive at all",
    ],
)
def test_what_is_no_whole_backup_is_refused(
    backup: Path, empty: Engine, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    _check_refused(backup, spoil(backup.read_bytes()), empty, tmp_path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"revision": "9999"}, "newer discuss"),
        ({"revision": "9999", "version": "9.9"}, r"The backup .*other.zip was made by discuss 9\.9"),
        ({"format": 2, "version": "9.9"}, r"discuss 9\.9"),
        ({"tables": {"comment": 99}}, "comment has 7 rows, not 99"),
        ({"tables": {"nothing": 0}}, "nothing"),
        ({"tables": 1}, "not a backup"),
    ],
)
def test_a_backup_that_says_what_cannot_be_is_refused(
    backup: Path, empty: Engine, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    other = _forge(backup, "backup.json", lambda old: msgspec.json.encode(msgspec.json.decode(old) | changes))
    with pytest.raises(SetupError, match=said):
        backups.restore_backup(other, empty, tmp_path / "new")
    _check_nothing(empty, tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b"nonsense",
        b"[1]",
        b'{"id": "x"}',
        b'{"id": 1, "mood": 2}',
        b'{"id": 1, "site_id": 1, "label": 5, "mark": "no base64!", "kind": "reader", "created": 1}',
    ],
)
def test_a_row_that_cannot_be_is_named_and_nothing_is_kept(
    backup: Path, empty: Engine, tmp_path: Path, line: bytes
) -> None:
    other = _forge(backup, "tables/ban.jsonl", lambda old: line + b"\n" * old.count(b"\n"))
    with pytest.raises(SetupError, match="ban"):
        backups.restore_backup(other, empty, tmp_path / "new")
    _check_nothing(empty, tmp_path)


def test_nothing_is_restored_over_what_is_there(backup: Path, engine: Engine, tmp_path: Path) -> None:
    before = read_everything(engine)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".env").write_text("DISCUSS_SECRET_KEY=another\n")
    with pytest.raises(SetupError, match="site"):
        backups.restore_backup(backup, engine, tmp_path / "new")
    assert read_everything(engine) == before
    assert (tmp_path / "new" / ".env").read_text() == "DISCUSS_SECRET_KEY=another\n"


def test_a_machine_that_was_set_up_but_never_used_takes_a_backup(
    backup: Path, engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    migrate(empty)
    with Session(empty) as session:
        jobs.run_due(session, build_instance(load_settings({"DISCUSS_SECRET_KEY": "x"}, directory=tmp_path)))
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".env").write_text("DISCUSS_SECRET_KEY=another\n")
    backups.restore_backup(backup, empty, tmp_path / "new")
    assert read_everything(empty) == read_everything(engine)
    assert (tmp_path / "new" / ".env.before-restore").read_text() == "DISCUSS_SECRET_KEY=another\n"


def test_another_secret_of_the_environment_is_told_of(
    backup: Path, empty: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCUSS_SECRET_KEY", "another")
    with pytest.raises(SetupError, match="not the secret of this backup"):
        backups.restore_backup(backup, empty, tmp_path / "new")
    _check_nothing(empty, tmp_path)


def test_another_secret_beside_which_one_stands_is_told_of(
    backup: Path, empty: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("DISCUSS_SECRET_KEY=another\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SetupError, match=r"`\.env` of this directory"):
        backups.restore_backup(backup, empty, tmp_path / "new")
    _check_nothing(empty, tmp_path)
    monkeypatch.chdir(tmp_path / "kept")
    backups.restore_backup(backup, empty, tmp_path / "new")


def _forge(backup: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Give another archive like the backup, with one part changed."""
    other = backup.with_name("other.zip")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return other


def _check_refused(path: Path, data: bytes, empty: Engine, tmp_path: Path) -> None:
    path.write_bytes(data)
    with pytest.raises(SetupError, match=str(path)):
        backups.restore_backup(path, empty, tmp_path / "new")
    _check_nothing(empty, tmp_path)


def _check_nothing(empty: Engine, tmp_path: Path) -> None:
    assert read_everything(empty) == {}
    assert not (tmp_path / "new" / ".env").exists()
