"""`discuss threads` as one types it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from discuss.domain.permissions import Actor
from discuss.domain.times import DAY
from discuss.errors import DiscussError
from discuss.services import listings, undoing
from discuss.store.tables import LogEntry, Thread
from tests.services.writers import Writers, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

    Run = Callable[..., Result]

CLOSE = ("close", "--older-than", "365d")


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    """Give writers on a site with two discussions of long ago, `/a` and `/b`, and one of now, `/new`."""
    assert site.name == "town"
    now = instance.clock()
    past = Writers(session, replace(instance, clock=lambda: now - 400 * DAY))
    for page in ("/a", "/b"):
        past.post(reader(1), page=page)
    writers = Writers(session, instance)
    writers.post(reader(2), page="/new")
    return writers


@pytest.fixture
def run(call: Run, writers: Writers) -> Run:
    assert writers.session.is_active
    return lambda *words: call("threads", *words, "--site", "town")


def read_states(writers: Writers) -> dict[str, str]:
    writers.session.rollback()
    rows = listings.list_threads(writers.session, "town", writers.instance.clock())
    return {row["key"]: row["state"] for row in rows}


def read_all(writers: Writers) -> list[tuple[object, ...]]:
    """Read everything that closing may change."""
    writers.session.rollback()
    rows = writers.session.execute(select(*Thread.__table__.columns).order_by(Thread.id))
    threads = [tuple(row) for row in rows]
    return [*threads, (writers.session.scalar(select(func.count()).select_from(LogEntry)),)]


def test_a_dry_run_says_what_would_be_closed_and_changes_nothing(writers: Writers, run: Run) -> None:
    before = read_all(writers)
    said = run(*CLOSE, "--dry-run")
    assert (said.exit_code, said.output) == (0, "/a\n/b\n2 threads would be closed.\n")
    told = json.loads(run(*CLOSE, "--dry-run", "--json").output)
    assert told == {"threads": ["/a", "/b"], "batch": None, "dry_run": True}
    assert read_all(writers) == before


def test_old_ones_are_closed_in_one_batch_that_can_be_undone(writers: Writers, run: Run) -> None:
    told = json.loads(run(*CLOSE, "--note", "Long **ago**.", "--json").output)
    assert told["threads"] == ["/a", "/b"]
    assert read_states(writers) == {"/a": "closed", "/b": "closed", "/new": "open"}
    entries = writers.session.scalars(select(LogEntry).where(LogEntry.batch == told["batch"])).all()
    assert [(entry.action, entry.user_id) for entry in entries] == [("close", None)] * 2
    assert set(writers.session.scalars(select(Thread.closed_note))) == {None, "Long **ago**."}
    writers.session.rollback()
    undone = undoing.undo(writers.session, writers.instance, Actor(is_admin=True), told["batch"])
    assert [result.error for result in undone.results] == [None, None]
    assert set(read_states(writers).values()) == {"open"}


def test_what_is_closed_already_is_not_closed_again(writers: Writers, run: Run) -> None:
    run("close", "/a", "--note", "By hand.")
    assert "\n1 threads closed, as batch " in run(*CLOSE).output
    assert run(*CLOSE).output == "0 threads closed.\n"
    assert writers.session.scalars(select(Thread.closed_note).where(Thread.key == "/a")).one() == "By hand."


def test_named_ones_close_with_all_there_is_to_say_and_open_again(writers: Writers, run: Run) -> None:
    words = ("--until", "2099-12-24T08:00+01:00", "--successor", "https://town.example/next", "--roots")
    assert run("close", "/new", "/never-written", *words).exit_code == 0
    thread = writers.session.scalars(select(Thread).where(Thread.key == "/new")).one()
    assert (thread.closed_successor, thread.closed_scope) == ("https://town.example/next", "roots")
    assert thread.closed_until == 4101778800000
    assert read_states(writers)["/never-written"] == "closed"
    assert run("open", "/new").output.startswith("1 threads opened, as batch ")
    assert read_states(writers)["/new"] == "open"


@pytest.mark.parametrize(
    "words",
    [
        ("close",),
        ("close", "/a", "--older-than", "365d"),
        ("close", "--older-than", "long"),
        ("close", "/a", "--until", "tomorrow"),
        ("close", "/a", "--until", "2099-12-24T08:00"),
        ("open",),
    ],
)
def test_wrong_use_is_told_apart(writers: Writers, run: Run, words: tuple[str, ...]) -> None:
    before = read_all(writers)
    assert run(*words).exit_code == 2
    assert read_all(writers) == before


@pytest.mark.parametrize(
    "words", [("close", "/a", "--until", "2001-01-01T00:00Z"), ("close", "/a", "--successor", "x")]
)
def test_what_cannot_be_is_said(writers: Writers, run: Run, words: tuple[str, ...]) -> None:
    before = read_all(writers)
    assert isinstance(run(*words).exception, DiscussError)
    assert read_all(writers) == before
