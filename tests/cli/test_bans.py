"""`discuss bans` as one types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from discuss.errors import DiscussError
from tests.services.writers import Writers, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

    Run = Callable[..., Result]


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    assert site.name == "town"
    return Writers(session, instance)


@pytest.fixture
def run(call: Run, writers: Writers) -> Run:
    assert writers.session.is_active
    return lambda *words: call("bans", *words, "--site", "town")


def test_a_ban_is_spoken_listed_and_ended(writers: Writers, run: Run) -> None:
    comment = writers.post(reader(1))
    said = run("add", "reader", "--comment", str(comment), "--for", "30d", "--reason", "Shouts")
    assert (said.exit_code, said.output[:20]) == (0, "Banned: reader Ann, ")
    (listed,) = json.loads(run("list", "--json").output)
    assert (listed["kind"], listed["label"], listed["reason"]) == ("reader", "Ann", "Shouts")
    assert run("list").output.split("\t")[:3] == [str(listed["id"]), "reader", "Ann"]
    assert run("remove", str(listed["id"])).output == "The ban is over.\n"
    assert run("list").output == ""
    assert writers.post(reader(1))


def test_what_they_wrote_is_counted_before_it_goes(writers: Writers, run: Run) -> None:
    found = [writers.post(reader(1), page=f"/{number}") for number in range(3)]
    words = ("add", "address", "--comment", str(found[0]), "--and-last", "7")
    assert run(*words, "--dry-run").output == "3 comments would be called spam.\n"
    assert {writers.status(each) for each in found} == {"approved"}
    assert "3 comments called spam" in run(*words).output
    assert {writers.status(each) for each in found} == {"spam"}


@pytest.mark.parametrize(
    "words",
    [("add", "reader"), ("add", "domain", "x"), ("add", "reader", "--comment", "x"), ("remove", "1"), ("remove", "x")],
)
def test_what_is_wrong_is_said(run: Run, words: tuple[str, ...]) -> None:
    assert isinstance(run(*words).exception, DiscussError)


@pytest.mark.parametrize("words", [("add", "name"), ("add", "domain", "a.example", "--for", "long"), ("remove",)])
def test_wrong_use_is_told_apart(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2
