"""Backups: what was written comes back, on either database; nothing is half-written, and nothing is overwritten."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from discuss import jobs
from discuss.config import load_settings
from discuss.domain.times import DAY, HOUR, from_millis
from discuss.errors import Banned, NotFound, SetupError
from discuss.services import backups, subscriptions
from discuss.services.instance import build_instance
from discuss.store.engine import open_engine
from discuss.store.migrate import migrate
from discuss.store.searching import has_words
from discuss.store.session import writing
from discuss.store.tables import Comment, Thread
from tests.services.backups.worlds import BEA, MAX, TEXTS, read_everything
from tests.services.writers import Writers, reader
from tests.store.old_tables import undo_search

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from discuss.services.instance import Instance


def find(session: Session, word: str) -> int:
    return len(session.scalars(select(Comment.id).where(has_words(session.get_bind().dialect.name, [word]))).all())


def test_every_row_comes_back_on_either_database(backup: Path, engine: Engine, empty: Engine, tmp_path: Path) -> None:
    manifest = backups.restore_backup(backup, empty, tmp_path / "new")
    before, after = read_everything(engine), read_everything(empty)
    assert after == before
    assert {name: len(rows) for name, rows in after.items()} == manifest.tables
    assert all(before[name] for name in ("site", "user", "comment", "log", "ban", "flag", "vote", "note"))
    with Session(empty) as session:
        assert find(session, "quite") == 1
        with writing(session):
            session.execute(text("INSERT INTO log (site_id, at, actor, action) SELECT id, 1, 'rule', 'x' FROM site"))


def test_what_was_promised_holds_on_the_new_machine(
    backup: Path, empty: Engine, tmp_path: Path, writers: Writers
) -> None:
    backups.restore_backup(backup, empty, tmp_path / "new")
    settings = load_settings({"DISCUSS_DATA_DIR": str(tmp_path / "new")}, directory=tmp_path)
    assert settings.mail_from == "a@town.example"
    with Session(empty, expire_on_commit=False) as session:
        there = Writers(session, build_instance(settings))
        comment = session.scalars(select(Comment.id).where(Comment.body == TEXTS[0])).one()
        token = subscriptions.build_token(writers.instance, subscriptions.STOP, 7)
        session.rollback()
        there.edit(comment, "Quite so, or not")
        assert there.find(comment).body == "Quite so, or not"
        with pytest.raises(Banned):
            there.post(MAX)
        with pytest.raises(Banned):
            there.post(reader(9, MAX.address))
        subscriptions.end_subscription(session, there.instance, token)
        with pytest.raises(NotFound):
            subscriptions.load_subscription(session, there.instance, token)


def test_a_backup_is_for_its_owner_alone_and_holds_the_secret(backup: Path, instance: Instance) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    with zipfile.ZipFile(backup) as archive:
        lines = archive.read("settings.env").decode().splitlines()
    assert f"DISCUSS_SECRET_KEY={instance.settings.secret_key}" in lines
    assert not any(line.startswith(("DISCUSS_DATA_DIR", "DISCUSS_DATABASE_URL")) for line in lines)


def test_an_address_that_only_this_machine_knows_stays_here(writers: Writers, tmp_path: Path) -> None:
    addresses = ("http://127.0.0.1:8000", "http://localhost:80", "http://[::1]:8000", "https://talk.town.example")
    for number, address in enumerate(addresses):
        settings = replace(writers.instance.settings, base_url=address)
        path = tmp_path / f"{number}.zip"
        backups.make_backup(writers.session, replace(writers.instance, settings=settings), path)
        with zipfile.ZipFile(path) as archive:
            lines = archive.read("settings.env").decode().splitlines()
        told = [line for line in lines if line.startswith("DISCUSS_BASE_URL=")]
        assert told == (["DISCUSS_BASE_URL=https://talk.town.example"] if number == 3 else [])


def test_tables_of_others_in_the_same_database_are_left_alone(
    writers: Writers, engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    for each in (engine, empty):
        with each.begin() as connection:
            connection.execute(text("CREATE TABLE recipe (id INTEGER PRIMARY KEY, name TEXT)"))
            connection.execute(text("INSERT INTO recipe VALUES (1, 'Soup')"))
    path = tmp_path / "town.zip"
    assert "recipe" not in backups.make_backup(writers.session, writers.instance, path).tables
    backups.restore_backup(path, empty, tmp_path / "new")
    with empty.connect() as connection:
        assert connection.execute(text("SELECT name FROM recipe")).scalar_one() == "Soup"
    assert read_everything(empty) == read_everything(engine)


def test_a_backup_of_an_older_release_is_brought_up_to_date(
    writers: Writers, engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        undo_search(connection)
    old = tmp_path / "old.zip"
    assert backups.make_backup(writers.session, writers.instance, old).revision == "0002"
    backups.restore_backup(old, empty, tmp_path / "new")
    assert not migrate(empty), "it is as new as can be"
    with Session(empty) as session:
        assert find(session, "quite") == 1


def test_a_backup_overwrites_no_file_and_leaves_no_half_one(writers: Writers, backup: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(SetupError, match="already"):
        backups.make_backup(writers.session, writers.instance, backup)
    assert backup.read_bytes() == before
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="could not be written"):
        backups.make_backup(writers.session, writers.instance, tmp_path / "file" / "town.zip")
    broken = replace(writers.instance, clock=lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        backups.make_backup(writers.session, broken, backup.with_name("second.zip"))
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_seven_nights_are_kept(writers: Writers) -> None:
    folder = writers.instance.settings.data_dir / backups.FOLDER
    now = [writers.instance.clock()]
    moved = replace(writers.instance, clock=lambda: now[0])
    jobs.run_due(writers.session, moved)
    assert not folder.exists(), "the first night is still to come"
    (folder / "discuss-mine.zip").parent.mkdir()
    (folder / "discuss-mine.zip").touch()
    for _ in range(9):
        now[0] += DAY
        jobs.run_due(writers.session, moved)
    nightly = sorted(folder.glob("nightly-*.zip"))
    assert len(nightly) == 7
    assert (folder / "discuss-mine.zip").exists()
    assert backups.check_backup(nightly[-1]).made > backups.check_backup(nightly[0]).made


def test_the_night_is_at_half_past_three_of_this_machine() -> None:
    now = 1_800_000_000_000
    for hour in range(48):
        night = backups.next_night(now + hour * HOUR)
        assert 0 < night - now - hour * HOUR <= DAY + HOUR
        assert from_millis(night).astimezone().strftime("%H:%M") == "03:30"


def test_there_must_be_a_database(empty: Engine, instance: Instance, tmp_path: Path) -> None:
    with Session(empty) as session, pytest.raises(SetupError, match="discuss init"):
        backups.make_backup(session, instance, tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()


def test_what_another_process_writes_meanwhile_is_in_the_next_one(writers: Writers, tmp_path: Path) -> None:
    """A backup is as of one moment: no reply without its comment, no count without what it counts."""
    engine, still_to_write = open_engine(writers.instance.settings.database), ["Meanwhile"]
    with Session(engine, expire_on_commit=False) as other:
        there = Writers(other, writers.instance)

        @event.listens_for(writers.session.get_bind(), "before_cursor_execute")
        def write(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
            if "FROM comment" in statement and still_to_write:
                there.post(BEA, still_to_write.pop(), page="/new")

        before = writers.session.scalar(select(func.count()).select_from(Thread))
        during = backups.make_backup(writers.session, writers.instance, tmp_path / "during.zip")
        after = backups.make_backup(writers.session, writers.instance, tmp_path / "after.zip")
    engine.dispose()
    assert still_to_write == []
    assert during.tables["thread"] == before
    assert after.tables["thread"] == during.tables["thread"] + 1
    assert after.tables["comment"] == during.tables["comment"] + 1
