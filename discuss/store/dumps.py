"""All rows of a database as lines of JSON and back, exactly, whichever of the two databases they come from or go to."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import JSON, LargeBinary, MetaData, Text, cast, func, inspect, select, text
from sqlalchemy.types import NullType

from discuss.store import (  # noqa: F401 - they register themselves
    alert_tables,
    author_tables,
    machine_tables,
    tables as _tables,
    team_tables,
)
from discuss.store.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Table

_BATCH = 1000


def reflect_tables(connection: Connection) -> list[Table]:
    """Give our tables as they are there, whatever the release that made them; parents before their children.

    Others may lie in the same database, which are nobody's business here.
    """
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in Base.metadata.tables)
    return metadata.sorted_tables


def has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(select(text("1")).select_from(table).limit(1)).first() is not None


def write_rows(connection: Connection, table: Table) -> Iterator[bytes]:
    """Write each row as one line, in order of the key. Bytes are written in base64, JSON as the text that is stored."""
    columns = [cast(each, Text).label(each.name) if isinstance(each.type, JSON) else each for each in table.columns]
    statement = select(*columns).order_by(*table.primary_key.columns)
    rows = connection.execute(statement, execution_options={"yield_per": _BATCH})
    encode = msgspec.json.Encoder().encode
    for row in rows.mappings():
        yield encode(dict(row)) + b"\n"


def read_rows(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Store what `write_rows` wrote, and give how many rows that were. Raises ValueError for what it never writes."""
    binary = [each.name for each in table.columns if isinstance(each.type, LargeBinary)]
    for each in table.columns:
        if isinstance(each.type, JSON):
            each.type = NullType()  # its text goes in as it came out: a null of JSON is another one than SQL's
    names, number = {each.name for each in table.columns}, 0
    batch: list[dict[str, Any]] = []
    for line in lines:
        row = msgspec.json.decode(line, type=dict[str, Any])
        if not row.keys() <= names:
            raise ValueError(f"{table.name} has no {', '.join(sorted(row.keys() - names))}")
        batch.append(row | {name: b64decode(row[name]) for name in binary if row.get(name) is not None})
        if len(batch) == _BATCH:
            number += _insert(connection, table, batch)
            batch = []
    return number + _insert(connection, table, batch)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    if rows:
        connection.execute(table.insert(), rows)
    return len(rows)


def defer_own_parents(connection: Connection, tables: Iterable[Table]) -> None:
    """Let rows come before others of their own table to which they point, until `check_own_parents`.

    SQLite looks at no foreign key while tables are made, see `discuss.store.migrate`.
    """
    _alter_own_keys(connection, tables, "DEFERRABLE INITIALLY DEFERRED")


def check_own_parents(connection: Connection, tables: Iterable[Table]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    _alter_own_keys(connection, tables, "NOT DEFERRABLE")


def _alter_own_keys(connection: Connection, tables: Iterable[Table], how: str) -> None:
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        for key in inspect(connection).get_foreign_keys(table.name):
            if key["referred_table"] == table.name:
                statement = f"ALTER TABLE {quote(table.name)} ALTER CONSTRAINT {quote(key['name'] or '')} {how}"
                connection.execute(text(statement))


def continue_numbers(connection: Connection, tables: Iterable[Table]) -> None:
    """Let ids that the database draws go on after those that are there. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            if connection.scalar(select(sequence)) is not None:
                last = select(func.coalesce(func.max(column), 0)).scalar_subquery()
                connection.execute(select(func.setval(sequence, func.greatest(last, 1), last > 0)))
