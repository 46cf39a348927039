"""Hear every statement that is sent to a database."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Statements:
    """What was sent, with its values; what begins and ends a transaction is left out."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def note(self, _connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "EXPLAIN")):
            self.sent.append((statement, values))


@contextmanager
def listening(engine: Engine) -> Iterator[Statements]:
    statements = Statements()
    event.listen(engine, "before_cursor_execute", statements.note)
    yield statements
    event.remove(engine, "before_cursor_execute", statements.note)
