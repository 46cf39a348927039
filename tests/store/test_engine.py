from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from benchmarks.generate import add_site
from discuss.errors import SetupError
from discuss.store.engine import BUSY_MILLISECONDS, open_engine
from discuss.store.flask_db import db
from discuss.store.session import reading, reading_one_moment, writing
from discuss.store.tables import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy import Connection, Engine

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": BUSY_MILLISECONDS}


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


def pragmas(connection: Connection) -> dict[str, object]:
    return {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in PRAGMAS}


def test_every_connection_of_sqlite_is_durable_and_checks_foreign_keys(sqlite: Engine) -> None:
    connections = [sqlite.connect() for _ in range(7)]
    assert [pragmas(connection) for connection in connections] == [PRAGMAS] * 7
    for connection in connections:
        connection.close()


def test_flask_opens_the_database_the_same_way(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            assert pragmas(connection) == PRAGMAS
        else:
            assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


def test_the_slower_way_needs_no_shared_memory_and_is_as_durable(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url, "delete")
    connections = [engine.connect() for _ in range(7)]
    slower = PRAGMAS | {"journal_mode": "delete", "synchronous": 3}
    assert [pragmas(connection) for connection in connections] == [slower] * 7
    for connection in connections:
        connection.close()
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO address_key (month, secret) VALUES ('2026-11', 'x')"))
    assert [path.name for path in Path(str(engine.url.database)).parent.glob("discuss.sqlite3*")] == ["discuss.sqlite3"]
    engine.dispose()


@pytest.mark.parametrize("url", ["", "the database", "sqlite", "://"])
def test_what_is_no_address_of_a_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(SetupError, match="DISCUSS_DATABASE_URL"):
        open_engine(url)


@pytest.mark.parametrize("url", ["mysql://localhost/a", "oracle://localhost/a"])
def test_other_databases_are_refused_in_words(url: str) -> None:
    with pytest.raises(SetupError, match="DISCUSS_DATABASE_URL must begin with sqlite: or postgresql:"):
        open_engine(url)


def test_only_writing_takes_the_write_lock(sqlite: Engine) -> None:
    begun: list[str] = []
    event.listen(sqlite, "before_cursor_execute", lambda *call: begun.append(call[2]))
    with Session(sqlite) as session:
        with reading(session):
            session.scalars(select(Site)).all()
        with reading_one_moment(session):
            session.scalars(select(Site)).all()
        with writing(session):
            session.scalars(select(Site)).all()
        with reading(session):
            session.scalars(select(Site)).all()
    assert [begin for begin in begun if begin.startswith("BEGIN")] == ["BEGIN", "BEGIN", "BEGIN IMMEDIATE", "BEGIN"]


def test_readers_go_on_while_somebody_writes(engine: Engine) -> None:
    with Session(engine) as writer, Session(engine) as reader:
        add_site(writer, "before")
        with writing(writer):
            writer.execute(text("UPDATE site SET title = 'after'"))
            with reading(reader):
                assert reader.scalars(select(Site.title)).all() == ["Town Talk"]
        with reading(reader):
            assert reader.scalars(select(Site.title)).all() == ["after"]


def test_one_moment_is_read_whatever_happens_meanwhile(engine: Engine) -> None:
    with Session(engine) as writer, Session(engine) as reader:
        add_site(writer, "before")
        with reading_one_moment(reader):
            first = reader.scalars(select(Site.title)).all()
            with writing(writer):
                writer.execute(text("UPDATE site SET title = 'after'"))
            assert reader.scalars(select(Site.title)).all() == first


def test_a_read_does_not_stay_open(session: Session) -> None:
    with reading(session):
        session.scalars(select(Site)).all()
        assert session.in_transaction()
    assert not session.in_transaction()


def write_and_fail(session: Session) -> None:
    with writing(session):
        session.execute(text("INSERT INTO address_key (month, secret) VALUES ('2026-11', 'x')"))
        raise ZeroDivisionError


def test_an_error_leaves_nothing_written(session: Session) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(session)
    assert not session.in_transaction()
    assert session.execute(text("SELECT count(*) FROM address_key")).scalar_one() == 0


def test_a_reader_that_turns_to_writing_is_told_at_once(sqlite: Engine) -> None:
    """The reason for BEGIN IMMEDIATE: no busy timeout helps a transaction that has read before somebody wrote."""
    with sqlite.connect() as reader, Session(sqlite) as writer:
        reader.execute(text("SELECT * FROM site")).all()
        add_site(writer)
        with pytest.raises(OperationalError, match="locked"):
            reader.execute(text("DELETE FROM site"))


def test_twenty_writers_wait_for_each_other(engine: Engine) -> None:
    """On SQLite none of them is told that the database is locked."""
    assert _let_twenty_write(engine) == 100


def test_twenty_writers_wait_for_each_other_in_the_slower_way(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url, "delete")
    assert _let_twenty_write(engine) == 100
    engine.dispose()


def _let_twenty_write(engine: Engine) -> int:
    """Have each of them write five rows; give how many there are then."""

    def write(number: int) -> None:
        with Session(engine) as session:
            for step in range(5):
                with writing(session):
                    name = f"{number}-{step}"
                    session.execute(text("INSERT INTO address_key (month, secret) VALUES (:name, 'x')"), {"name": name})

    with ThreadPoolExecutor(20) as writers:
        list(writers.map(write, range(20)))
    with Session(engine) as session:
        found: int = session.execute(text("SELECT count(*) FROM address_key")).scalar_one()
    return found
