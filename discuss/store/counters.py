"""Rate-limit counters in the database, as a storage of `limits`, so that they hold across processes."""

from __future__ import annotations

from functools import cache
from time import time
from typing import TYPE_CHECKING, cast

from limits.storage import Storage
from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.exc import SQLAlchemyError

from discuss.store.machine_tables import Counter
from discuss.store.queries.upserts import build_upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Executable, Table
    from sqlalchemy.orm import Session


class SqlCounters(Storage):
    """Counts within the session's own transaction, so that a count is as durable as the comment it belongs to."""

    STORAGE_SCHEME = None

    def __init__(self, session: Session, keys: Sequence[str] = ()) -> None:
        """`keys` are those that will be asked for: the first question reads them all."""
        super().__init__()
        self._session = session
        self._expected = keys
        self._read: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time()
        values = {"key": key, "count": amount, "expires": now + expiry, "now": now, "amount": amount}
        statement = _build_count(self._session.get_bind().dialect.name)
        counted = int(self._session.connection().execute(statement, values).scalar_one())
        self._read.pop(key, None)
        return counted

    def get(self, key: str) -> int:
        return self._find(key)[0]

    def get_expiry(self, key: str) -> float:
        return self._find(key)[1] or time()

    def _find(self, key: str) -> tuple[int, float]:
        """Give the count and its end; both 0 where nothing is counted."""
        now = time()
        if key not in self._read or 0 < self._read[key][1] <= now:
            keys = {key, *self._expected}
            found = self._session.connection().execute(_FIND, {"keys": list(keys), "now": now})
            self._read |= dict.fromkeys(keys, (0, 0.0)) | {row.key: (row[1], row.expires) for row in found}
        return self._read[key]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        return self._session.execute(delete(Counter).returning(Counter.key)).scalars().all().__len__()

    def clear(self, key: str) -> None:
        self._session.execute(delete(Counter).where(Counter.key == key))


_COUNTERS = cast("Table", Counter.__table__)
_FIND = select(_COUNTERS.c.key, _COUNTERS.c.count, _COUNTERS.c.expires).where(
    _COUNTERS.c.key.in_(bindparam("keys", expanding=True)), _COUNTERS.c.expires > bindparam("now")
)


@cache
def _build_count(dialect: str) -> Executable:
    fresh = build_upsert(dialect, _COUNTERS)
    is_over = _COUNTERS.c.expires <= bindparam("now")
    changes = {
        "count": case((is_over, fresh.excluded.count), else_=_COUNTERS.c.count + bindparam("amount")),
        "expires": case((is_over, fresh.excluded.expires), else_=_COUNTERS.c.expires),
    }
    return fresh.on_conflict_do_update(index_elements=[_COUNTERS.c.key], set_=changes).returning(_COUNTERS.c.count)
