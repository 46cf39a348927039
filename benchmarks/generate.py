"""Large discussions, written straight through the tables in batches, with every count beside them right.

python -m benchmarks.generate SQLITE-FILE COMMENTS THREADS
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from discuss.domain.ids import RANDOM_BITS, build_id
from discuss.domain.searching import build_search_text
from discuss.store.engine import open_engine
from discuss.store.migrate import migrate
from discuss.store.session import writing
from discuss.store.tables import Comment, Site, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STARTED = 1_700_000_000_000
BASE_URL = "https://town.example"
BATCH = 5_000
_SLOT = 10_000_000  # milliseconds: threads come one after another, as rows are appended fastest
_MORE = "Nobody has seen the plans yet. " * 10
BODY = "Some **words** about the town hall, and a [link](https://example.org/a). " + _MORE
HTML = (
    '<p>Some <strong>words</strong> about the town hall, and a <a href="https://example.org/a" '
    f'rel="nofollow ugc noopener">link</a>. {_MORE}</p>'
)
WORDS = build_search_text(BODY)
SITE = build_id(STARTED, 1)
SETTINGS = {"premoderation": "none", "posts_limit": "off", "rules": "off"}


@dataclass(frozen=True, slots=True)
class Grown:
    """A thread that was written, and the ids of its comments in their order."""

    thread: int
    key: str
    ids: list[int]


def flat(count: int) -> list[int | None]:
    """Roots only. A shape gives for each comment the number of its parent, always an earlier one, or None."""
    return [None] * count


def branch(count: int, seed: int = 1) -> list[int | None]:
    """One root and `count` replies below it, each to any of those before."""
    chance = random.Random(seed)
    return [None, *(chance.randrange(number) for number in range(1, count + 1))]


def chain(count: int) -> list[int | None]:
    """Each the reply to the one before: `count` deep."""
    return [None, *range(count - 1)]


def talk(count: int, seed: int = 1) -> list[int | None]:
    """What people do: a third of the comments are roots, the rest answer something recent."""
    chance = random.Random(seed)
    return [
        None if number == 0 or chance.random() < 0.35 else max(0, number - chance.choice((1, 1, 2, 3, 8, 20)))
        for number in range(count)
    ]


def add_site(session: Session, name: str = "town") -> int:
    """Register a site that publishes at once and gives its id."""
    with writing(session):
        values = {"title": "Town Talk", "base_url": BASE_URL, "origins": [BASE_URL], "settings": SETTINGS}
        site = Site(id=SITE, name=name, created=STARTED, **values)  # type: ignore[arg-type]
        session.add(site)
    return site.id


def grow_thread(  # noqa: PLR0913 - it is called by name
    session: Session, site: int, key: str, shape: Sequence[int | None], seed: int = 0, *, apart: int = _SLOT
) -> Grown:
    """Write a thread of published comments, one a second. Each `seed` below 1,000 has times of its own.

    Threads begin `apart` milliseconds from each other; 0 lets them go on at the same time, as on a real blog.
    """
    chance = random.Random(seed)
    began = STARTED + seed * apart + seed
    times = [began + 1000 * number for number in range(len(shape))]
    ids = [build_id(time, chance.getrandbits(RANDOM_BITS)) for time in times]
    thread = Thread(
        id=build_id(began, chance.getrandbits(RANDOM_BITS)),
        site_id=site,
        key=key,
        url=BASE_URL + key,
        created=STARTED,
        version=len(ids),
        count=len(ids),
        latest=max(times, default=None),
    )
    with writing(session):
        session.add(thread)
    rows = _build_rows(thread, ids, shape)
    while batch := [row for _, row in zip(range(BATCH), rows, strict=False)]:
        with writing(session):
            session.connection().execute(insert(Comment.__table__), batch)  # type: ignore[arg-type]
    return Grown(thread.id, key, ids)


def _build_rows(thread: Thread, ids: Sequence[int], shape: Sequence[int | None]) -> Iterator[dict[str, Any]]:
    roots, depths, replies, children = [0] * len(ids), [0] * len(ids), [0] * len(ids), [0] * len(ids)
    for number, parent in enumerate(shape):
        roots[number] = number if parent is None else roots[parent]
        depths[number] = 0 if parent is None else depths[parent] + 1
        for counting in set() if parent is None else {parent, roots[number]}:
            replies[counting] += 1
        if parent is not None:
            children[parent] += 1
    for number, parent in enumerate(shape):
        up = ids[number] % 7
        yield {
            "id": ids[number],
            "site_id": thread.site_id,
            "thread_id": thread.id,
            "parent_id": None if parent is None else ids[parent],
            "root_id": None if parent is None else ids[roots[number]],
            "depth": depths[number],
            "status": "approved",
            "kind": "comment",
            "shown": True,
            "shown_children": children[number],
            "replies": replies[number],
            "pinned": 0,
            "up": up,
            "down": 0,
            "rank": -up / 10,
            "version": 1,
            "body": BODY,
            "body_format": "markdown",
            "body_html": HTML,
            "excerpt": "Some words about the town hall",
            "rendered_by": "generated",
            "author_name": f"Reader {number % 997}",
            "reader": (number % 997).to_bytes(16),
            "search_text": f"reader {number % 997} {WORDS}",
            "created": ids[number] >> RANDOM_BITS,
            "changed": ids[number] >> RANDOM_BITS,
        }


def fill(url: str, comments: int, threads: int) -> None:
    """Make a database of so many comments on so many threads, `/0`, `/1` and so on, of equal size."""
    engine = open_engine(url)
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        site = add_site(session)
        for number in range(threads):
            grow_thread(session, site, f"/{number}", talk(comments // threads, number), number)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


if __name__ == "__main__":
    fill(f"sqlite:///{sys.argv[1]}", int(sys.argv[2]), int(sys.argv[3]))
