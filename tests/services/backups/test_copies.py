"""Copies that leave the machine, and backups that are locked."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pyrage
import pytest

from discuss import jobs
from discuss.domain.places import Store, parse_place
from discuss.domain.signatures import Request, sign_request
from discuss.domain.times import DAY, from_millis
from discuss.errors import FetchFailed, SetupError
from discuss.services import backup_copies, backups
from tests.services.backups.worlds import read_everything

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.services.writers import Writers

PASSPHRASE = "a goose on the bridge"


class Bucket(HTTPServer):
    """A store that takes what is signed rightly, and nothing else."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.kept: dict[str, bytes] = {}
        self.now = 0

    @property
    def place(self) -> str:
        return f"http://KEY:secret@127.0.0.1:{self.server_port}/bucket/backups?region=eu-1"


class _Taking(BaseHTTPRequestHandler):
    server: Bucket

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        place = parse_place(self.server.place)
        assert isinstance(place, Store)
        signed = ("content-length", "content-type")
        request = Request(
            method="PUT",
            url=f"http://{self.headers['host']}{self.path}",
            digest=sha256(body).hexdigest(),
            headers={name: self.headers[name] for name in signed},
        )
        expected = sign_request(request, place.who, from_millis(self.server.now))
        is_right = expected["authorization"] == self.headers["authorization"]
        if is_right:
            self.server.kept[self.path] = body
        self.send_response(200 if is_right else 403)
        self.end_headers()
        self.wfile.write(b"" if is_right else b"<Error><Code>SignatureDoesNotMatch</Code></Error>")

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def bucket(writers: Writers) -> Iterator[Bucket]:
    with Bucket() as server:
        server.now = writers.instance.clock()
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def change(writers: Writers, **settings: Any) -> Writers:
    instance = replace(writers.instance, settings=replace(writers.instance.settings, **settings))
    return replace(writers, instance=instance)


def test_a_copy_goes_into_a_store(writers: Writers, bucket: Bucket, tmp_path: Path) -> None:
    now = writers.instance.clock()
    there = replace(writers, instance=replace(writers.instance, clock=lambda: now))
    bucket.now = now
    place, manifest = backup_copies.make_copy(there.session, there.instance, bucket.place)
    ((path, body),) = bucket.kept.items()
    assert place.endswith(path)
    assert "secret" not in place
    (tmp_path / "again.zip").write_bytes(body)
    assert backups.check_backup(tmp_path / "again.zip") == manifest
    assert backup_copies.list_kept(there.instance) == [], "it stays nowhere else"


def test_what_a_store_refuses_is_told_without_the_secret(writers: Writers, bucket: Bucket) -> None:
    bucket.now = 0
    with pytest.raises(SetupError, match="SignatureDoesNotMatch") as refused:
        backup_copies.make_copy(writers.session, writers.instance, bucket.place)
    assert "secret" not in str(refused.value)
    bucket.shutdown()
    bucket.server_close()
    with pytest.raises(FetchFailed):
        backup_copies.make_copy(writers.session, writers.instance, bucket.place)


def test_every_night_a_copy_leaves(writers: Writers, tmp_path: Path) -> None:
    away = tmp_path / "away"
    there = change(writers, backup_to=str(away))
    now = [there.instance.clock()]
    moved = replace(there.instance, clock=lambda: now[0])
    jobs.run_due(there.session, moved)
    now[0] += DAY
    jobs.run_due(there.session, moved)
    (kept,) = backup_copies.list_kept(moved)
    (copy,) = away.iterdir()
    assert copy.name == kept.name
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert backups.check_backup(copy).tables["comment"] == 7


def test_a_folder_that_cannot_be_is_named(writers: Writers, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="could not be written"):
        backup_copies.make_copy(writers.session, writers.instance, str(tmp_path / "file" / "below"))
    assert backup_copies.list_kept(writers.instance) == []


def test_a_locked_backup_opens_with_its_passphrase_alone(
    writers: Writers, engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    there = change(writers, backup_passphrase=PASSPHRASE)
    path = backups.name_backup(there.instance, "discuss")
    assert path.name.endswith(".zip.age")
    manifest = backups.make_backup(there.session, there.instance, path)
    assert b"settings.env" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    for wrong, said in (("", "DISCUSS_BACKUP_PASSPHRASE"), ("another", "does not open")):
        with pytest.raises(SetupError, match=said):
            backups.restore_backup(path, empty, tmp_path / "new", wrong)
    assert read_everything(empty) == {}
    assert backups.restore_backup(path, empty, tmp_path / "new", PASSPHRASE) == manifest
    assert read_everything(empty) == read_everything(engine)
    # Any program that knows the format opens it.
    (tmp_path / "open.zip").write_bytes(pyrage.passphrase.decrypt(path.read_bytes(), PASSPHRASE))
    with zipfile.ZipFile(tmp_path / "open.zip") as archive:
        assert f"DISCUSS_BACKUP_PASSPHRASE={PASSPHRASE}" in archive.read("settings.env").decode()


def test_a_damaged_locked_backup_is_found_out(writers: Writers, tmp_path: Path) -> None:
    there = change(writers, backup_passphrase=PASSPHRASE)
    path = tmp_path / "town.zip.age"
    backups.make_backup(there.session, there.instance, path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(SetupError, match="damaged"):
        backups.check_backup(path, PASSPHRASE)


def test_what_a_power_failure_left_is_swept_away(writers: Writers) -> None:
    folder = writers.instance.settings.data_dir / backups.FOLDER
    folder.mkdir(parents=True)
    (folder / ".nightly-2026-01-01T033000Z.zip.age.part").touch()
    path = backups.make_nightly(writers.session, writers.instance)
    assert [each.name for each in folder.iterdir()] == [path.name]
