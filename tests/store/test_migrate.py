from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from benchmarks.generate import add_site, grow_thread, talk
from discuss import __version__
from discuss.errors import SetupError
from discuss.store import migrate as migrations
from discuss.store.base import Base
from discuss.store.engine import open_engine
from discuss.store.migrate import is_migrated, migrate
from discuss.store.releases import read_release
from discuss.store.searching import has_words, is_index_of_words
from discuss.store.tables import Comment
from tests.store.old_tables import undo_search

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine


def differences(connection: Connection) -> list[Any]:
    """Say where the database is another than the models; the index of the words is beside them."""
    options = {"compare_type": True, "include_name": lambda name, _kind, _parents: not is_index_of_words(name)}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def test_an_empty_database_gets_every_table_once(empty: Engine) -> None:
    with empty.connect() as connection:
        assert not is_migrated(connection)
    assert migrate(empty)
    assert not migrate(empty)
    with empty.connect() as connection:
        assert is_migrated(connection)
        assert differences(connection) == []


def test_the_indexes_of_the_models_are_those_of_the_database(empty: Engine) -> None:
    migrate(empty)
    with empty.connect() as connection:
        for name, table in Base.metadata.tables.items():
            stored = {index["name"] for index in inspect(connection).get_indexes(name)}
            assert {index.name for index in table.indexes} <= stored, name


def test_two_starts_migrate_once(empty: Engine) -> None:
    applied: list[bool] = []
    engines = [open_engine(empty.url.render_as_string(hide_password=False)) for _ in range(4)]
    starts = [threading.Thread(target=lambda engine=engine: applied.append(migrate(engine))) for engine in engines]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    for engine in engines:
        engine.dispose()
    assert sorted(applied) == [False, False, False, True]


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SetupError, match="newer discuss"):
        migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
        assert not is_migrated(connection)


def forge_release(engine: Engine, release: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("DELETE FROM memo WHERE name = 'release'"))
        connection.execute(text("INSERT INTO memo (name, value) VALUES ('release', :release)"), {"release": release})


def test_the_release_that_made_the_tables_is_noted(empty: Engine) -> None:
    with empty.connect() as connection:
        assert read_release(connection) is None
    migrate(empty)
    with empty.connect() as connection:
        assert read_release(connection) == __version__


def test_a_newer_database_says_which_release_to_install(empty: Engine) -> None:
    migrate(empty)
    forge_release(empty, "9.4.0")
    with pytest.raises(SetupError, match=r"made by discuss 9\.4\.0.*pip install 'discuss-comments>=9\.4\.0'"):
        migrate(empty)


@pytest.mark.parametrize("release", ["", "'; rm -rf /", "9.4.0\x1b[2J", "9" * 50, "neun", __version__])
def test_what_is_no_newer_release_is_not_repeated(empty: Engine, release: str) -> None:
    migrate(empty)
    forge_release(empty, release)
    with pytest.raises(SetupError, match=r"newer discuss, .* pip install --upgrade discuss-comments"):
        migrate(empty)


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{number}", "{before}"


def upgrade():
    copy = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("thread", recreate=copy) as table:
        table.add_column(sa.Column("mood", sa.String(10), nullable=True))
    {then}
"""


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the migrations of a release that comes after this one."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for path in migrations.MIGRATIONS.rglob("*.py"):
        (folder / path.relative_to(migrations.MIGRATIONS)).write_text(path.read_text())
    monkeypatch.setattr(migrations, "MIGRATIONS", folder)
    return folder / "versions"


def write_next(folder: Path, then: str, release: str = NEXT) -> None:
    before = max(path.name.split("_")[0] for path in folder.glob("[0-9]*.py"))
    number = f"{int(before) + 1:04}"
    (folder / f"{number}_next.py").write_text(release.format(number=number, before=before, then=then))


def test_altering_a_parent_table_keeps_its_children(engine: Engine, next_release: Path) -> None:
    """On SQLite, with foreign keys on, this would delete every comment."""
    with Session(engine) as session:
        grow_thread(session, add_site(session), "/a", talk(50))
    write_next(next_release, "pass")
    assert migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM comment")).scalar_one() == 50
        assert connection.execute(text("SELECT count(*) FROM thread WHERE mood IS NULL")).scalar_one() == 1
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_migration_that_fails_leaves_everything_as_it_was(engine: Engine, next_release: Path) -> None:
    write_next(next_release, 'raise RuntimeError("half way")')
    with pytest.raises(RuntimeError):
        migrate(engine)
    with engine.connect() as connection:
        assert "mood" not in {column["name"] for column in inspect(connection).get_columns("thread")}
        assert differences(connection) == []


def test_a_migration_that_leaves_orphans_is_undone(sqlite_url: str, next_release: Path) -> None:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        grow_thread(session, add_site(session), "/a", talk(50))
    write_next(next_release, 'op.execute("DELETE FROM thread")')
    with pytest.raises(SetupError, match="without their parents"):
        migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM thread")).scalar_one() == 1
    engine.dispose()


def test_a_migration_that_loses_the_triggers_of_the_search_is_undone(sqlite_url: str, next_release: Path) -> None:
    engine = open_engine(sqlite_url)
    write_next(next_release, "pass", NEXT.replace('"thread", recreate', '"comment", recreate'))
    with pytest.raises(SetupError, match="comment_words_change, comment_words_enter, comment_words_leave"):
        migrate(engine)
    with engine.connect() as connection:
        assert "mood" not in {column["name"] for column in inspect(connection).get_columns("comment")}
        assert connection.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")).scalar_one() == 3
    engine.dispose()


def test_what_was_written_before_there_was_a_search_is_found(engine: Engine) -> None:
    """Go back to the tables before it and forward again."""
    with Session(engine) as session:
        ids = grow_thread(session, add_site(session), "/a", talk(1200)).ids
    with engine.begin() as connection:
        undo_search(connection)
    assert migrate(engine)
    with Session(engine) as session:
        found = select(Comment.id).where(has_words(engine.dialect.name, ["hall", "reader"]))
        assert set(session.scalars(found)) == set(ids)
        assert len(set(session.scalars(select(Comment.fingerprint)))) == 1


def test_texts_that_were_erased_stop_no_upgrade(engine: Engine) -> None:
    """Of a batch in which only the places of comments are left there is nothing to write."""
    with Session(engine) as session:
        grow_thread(session, add_site(session), "/a", talk(3))
    with engine.begin() as connection:
        undo_search(connection)
        connection.execute(text("UPDATE comment SET body = '', body_html = ''"))
    assert migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM comment WHERE search_text <> ''")).scalar_one() == 0
