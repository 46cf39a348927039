"""What a backup is made of here, and what is looked at afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.store import dumps
from tests.services.writers import LONG, reader

if TYPE_CHECKING:
    from sqlalchemy import Engine


ANN, BEA, MAX = reader(1), reader(2), reader(3)
TEXTS = ("Quite *so*", "“Ä ß ﬁ” 🙂 \\ % :x $1 \u2028", "line\nline\r\n\r\nline", LONG * 40)


def read_everything(engine: Engine) -> dict[str, list[bytes]]:
    with engine.connect() as connection:
        tables = dumps.reflect_tables(connection)
        return {table.name: list(dumps.write_rows(connection, table)) for table in tables}
