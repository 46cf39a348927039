"""Backups: what was written comes back, on either database; nothing is half-written, and nothing is overwritten."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.orm import Session

from discuss import jobs
from discuss.config import load_settings
from discuss.domain.bans import BanKind, BanOrder
from discuss.domain.decisions import Deed
from discuss.domain.times import DAY, HOUR, from_millis
from discuss.errors import Banned, NotFound, SetupError
from discuss.services import backups, bans, reactions, subscriptions
from discuss.services.bans import Theirs
from discuss.services.instance import build_instance
from discuss.store import dumps
from discuss.store.engine import open_engine
from discuss.store.migrate import migrate
from discuss.store.searching import has_words
from discuss.store.session import writing
from discuss.store.tables import Comment, Subscription, Thread
from discuss.store.team_tables import Note
from tests.services.writers import LONG, Writers, reader
from tests.store.old_tables import undo_search

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

ANN, BEA, MAX = reader(1), reader(2), reader(3)
TEXTS = ("Quite *so*", "“Ä ß ﬁ” 🙂 \\ % :x $1 \u2028", "line\nline\r\n\r\nline", LONG * 40)


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    """Give writers on a site where a little of everything happened."""
    assert site.name == "town"
    writers = Writers(session, replace(instance, settings=replace(instance.settings, mail_from="a@town.example")))
    moderator = writers.add_moderator()
    first, *others = [writers.post(ANN, body) for body in TEXTS]
    writers.post(BEA, "A reply", parent=first)
    writers.flag(others[0], BEA, reactions.FlagReason.ILLEGAL, "bea@example.org")
    writers.vote(first, BEA)
    writers.decide(moderator, Deed.REJECT, writers.post(MAX, LONG))
    order = Theirs(BanOrder(kind=BanKind.ADDRESS, comment=writers.post(MAX, "Buy")), 0, writers.instance.clock())
    for each in (order, replace(order, order=replace(order.order, reason="Again"))):
        bans.add_ban(session, writers.instance, moderator, "town", each)
    with writing(session):
        thread = session.scalars(select(Thread.id).limit(1)).one()
        session.add(Subscription(id=7, thread_id=thread, email="bea@example.org", created=0, confirmed=1))
        session.add(Note(id=8, comment_id=first, text="Known to us", at=1))
        # An import may bring a reply that is older than what it answers.
        session.execute(update(Comment).where(Comment.id == first).values(parent_id=others[0], root_id=others[0]))
    session.rollback()
    return writers


@pytest.fixture
def backup(writers: Writers, tmp_path: Path) -> Path:
    path = tmp_path / "kept" / "town.zip"
    backups.make_backup(writers.session, writers.instance, path)
    return path


def find(session: Session, word: str) -> int:
    return len(session.scalars(select(Comment.id).where(has_words(session.get_bind().dialect.name, [word]))).all())


def read_everything(engine: Engine) -> dict[str, list[bytes]]:
    with engine.connect() as connection:
        tables = dumps.reflect_tables(connection)
        return {table.name: list(dumps.write_rows(connection, table)) for table in tables}


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
