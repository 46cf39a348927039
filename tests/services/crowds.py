"""Writers who post into a thread while somebody does something else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from discuss.domain.drafts import Draft
from discuss.services.comments import Post, post_comment
from discuss.services.identity import Visitor
from tests.sizes import POSTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Engine

    from discuss.services.instance import Instance

WRITERS = 4


@dataclass(eq=False, slots=True)
class Crowd:
    """Posts roots and replies to `parents` into the thread `key`. `posted` rises with every answer."""

    engine: Engine
    instance: Instance
    key: str
    parents: Sequence[int]
    posted: int = 0
    _progress: Condition = field(default_factory=Condition)

    @contextmanager
    def posting(self) -> Iterator[None]:
        """Post until it is over; errors of the writers are raised at the end."""
        with ThreadPoolExecutor(WRITERS) as writers:
            work = [writers.submit(self._write, number) for number in range(WRITERS)]
            yield
        for writer in work:
            writer.result()

    def await_post(self) -> None:
        """Wait until one more comment is posted, or all are."""
        with self._progress:
            enough = min(self.posted + 1, POSTS * WRITERS)
            assert self._progress.wait_for(lambda: self.posted >= enough, timeout=60)

    def _write(self, number: int) -> None:
        with Session(self.engine, expire_on_commit=False) as session:
            for turn in range(POSTS):
                self._post(session, number, self.parents[turn * 7 % len(self.parents)] if turn % 2 else None)

    def _post(self, session: Session, number: int, parent: int | None) -> None:
        draft = Draft(url="https://town.example" + self.key, body="Hello", name=f"Writer {number}", parent=parent)
        answer = post_comment(
            session, self.instance, Post(site="town", draft=draft, visitor=Visitor(address="192.0.2.1"))
        )
        assert answer.status == "approved"
        with self._progress:
            self.posted += 1
            self._progress.notify_all()
