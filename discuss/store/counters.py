"""Rate-limit counters in the database, as a storage of `limits`, so that they hold across processes."""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING

from limits.storage import Storage
from sqlalchemy import case, delete, select
from sqlalchemy.exc import SQLAlchemyError

from discuss.store.queries.upserts import upsert
from discuss.store.tables import Counter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class SqlCounters(Storage):
    """Counts within the session's own transaction, so that a count is as durable as the comment it belongs to."""

    STORAGE_SCHEME = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time()
        fresh = upsert(self._session, Counter).values(key=key, count=amount, expires=now + expiry)
        is_over = Counter.expires <= now
        statement = fresh.on_conflict_do_update(
            index_elements=[Counter.key],
            set_={
                "count": case((is_over, amount), else_=Counter.count + amount),
                "expires": case((is_over, now + expiry), else_=Counter.expires),
            },
        ).returning(Counter.count)
        return int(self._session.execute(statement).scalar_one())

    def get(self, key: str) -> int:
        statement = select(Counter.count).where(Counter.key == key, Counter.expires > time())
        return self._session.execute(statement).scalar() or 0

    def get_expiry(self, key: str) -> float:
        statement = select(Counter.expires).where(Counter.key == key, Counter.expires > time())
        return self._session.execute(statement).scalar() or time()

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        return self._session.execute(delete(Counter).returning(Counter.key)).scalars().all().__len__()

    def clear(self, key: str) -> None:
        self._session.execute(delete(Counter).where(Counter.key == key))
