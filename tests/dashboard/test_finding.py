"""Looking through the log, and taking it along: what a filter shows is what one gets, and no cell is a formula."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from discuss.domain.times import to_millis
from discuss.services import log, sites
from discuss.store.session import writing
from discuss.store.tables import LogEntry
from tests.dashboard.moderating import see
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.dashboard.moderating import Browser, Team

LOG = "/moderate/town/log"


def find(mo: Browser, **asked: str) -> list[dict[str, Any]]:
    """Give the lines that a filter leaves; the page has as many."""
    answer = mo.client.get(f"{LOG}/jsonl", query_string=asked)
    assert answer.status_code == 200, answer.text
    lines = [json.loads(line) for line in answer.text.splitlines()]
    page = mo.client.get(LOG, query_string=asked)
    assert page.text.count('<p class="place">') == len(lines)
    return lines


def decide(mo: Browser, team: Team) -> None:
    """One is published, one turned down, one discussion closed."""
    team.hold("One", "Two")
    mo.press(mo.see("/moderate/town/"), "approve")
    mo.press(mo.see("/moderate/town/"), "reject", reason="unkind", note="Not like this")
    mo.post("/moderate/town/threads/close", thread="/b")


def test_it_is_looked_through_by_each_of_its_columns(mo: Browser, team: Team) -> None:
    decide(mo, team)
    rules = find(mo, who="rule")
    assert len(find(mo)) == len(rules) + 3
    assert [line["action"] for line in find(mo, who="member")] == ["close", "reject", "approve"]
    assert {line["reason"] for line in find(mo, why="premoderated")} == {"premoderated"}
    (rejected,) = find(mo, what="reject")
    assert [rejected] == find(mo, why="unkind") == find(mo, batch=rejected["batch"])
    assert (rejected["by"], rejected["note"]) == ("The moderator", "Not like this")
    (closed,) = find(mo, thread="https://town.example/b")
    assert (closed["action"], closed["thread"]) == ("close", "/b")
    assert find(mo, who="member", why="premoderated") == []
    assert "There is nothing of this kind." in mo.see(f"{LOG}?what=pin").text


def test_a_person_is_chosen_by_name(mo: Browser, enter: Callable[[str], Browser], team: Team) -> None:
    decide(mo, team)
    enter("owner").post("/moderate/town/threads/close", thread="/c")
    page = mo.client.get(LOG).text
    value = page.split(">The owner</option>")[0].rpartition('value="')[2].partition('"')[0]
    assert [line["thread"] for line in find(mo, who=value)] == ["/c"]


def add(team: Team, **values: Any) -> None:
    """Put a line into the log as no page would."""
    with writing(team.session):
        (site,) = (each.id for each in sites.list_sites(team.session) if each.name == "town")
        entry = LogEntry(site_id=site, at=1, actor="member", action="close")
        for name, value in values.items():
            setattr(entry, name, value)
        team.session.add(entry)


def test_days_are_those_of_the_site(mo: Browser, team: Team) -> None:
    team.set_site(timezone="Pacific/Auckland")
    for note, moment in {"early": "2026-11-20T11:30:00Z", "late": "2026-11-21T11:30:00Z"}.items():
        add(team, note=note, at=to_millis(datetime.fromisoformat(moment)))  # each half an hour after midnight there
    assert [line["note"] for line in find(mo, **{"from": "2026-11-21", "to": "2026-11-21"})] == ["early"]
    assert [line["note"] for line in find(mo, **{"from": "2026-11-22"})] == ["late"]
    assert find(mo, to="2026-11-20") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "yesterday"},
        {"to": "0001-01-01"},
        {"to": "9999-12-31"},
        {"who": "person-x"},
        {"what": "\x00"},
        {"batch": "x" * 41},
        {"thread": "{{ page }}"},
        {"cursor": "-1"},
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(mo: Browser, asked: dict[str, str]) -> None:
    answer = mo.client.get(LOG, query_string=asked)
    assert answer.status_code == 422
    see(answer)


@pytest.mark.parametrize("name", ["who", "what", "why", "thread", "batch", "from"])
def test_whatever_is_asked_stays_text(mo: Browser, name: str) -> None:
    for value in (*TRICKS, f"person-{2**63}", '"><script>alert(1)</script>'):
        answer = mo.client.get(LOG, query_string={name: value})
        assert answer.status_code in {200, 422}, value
        see(answer)


def test_pages_keep_what_was_asked(mo: Browser, team: Team) -> None:
    team.hold(*(f"Number {n}" for n in range(51)))
    mo.post("/moderate/town/threads/close", thread="/b")
    (following,) = [link for link in mo.see(f"{LOG}?who=rule").links if "cursor=" in link]
    assert "who=rule" in following
    assert "discussion closed" not in mo.see(following).text.partition("Show all")[2]


def test_all_of_it_is_taken_along_however_long(mo: Browser, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "CHUNK", 7)
    team.hold(*(f"Number {n}" for n in range(20)))
    answer = mo.client.get(f"{LOG}/csv")
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    lines = [json.loads(line) for line in mo.client.get(f"{LOG}/jsonl").text.splitlines()]
    assert len(rows) == len(lines) >= 20
    assert [{name: value or None for name, value in row.items()} for row in rows] == lines
    assert len({row["comment"] for row in rows}) == 20
    assert answer.headers["Content-Disposition"] == 'attachment; filename="town-decisions.csv"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_text_of_a_comment_is_in_it(mo: Browser, team: Team) -> None:
    team.hold("canary-text")
    mo.press(mo.see("/moderate/town/"), "delete")
    for kind in ("csv", "jsonl"):
        assert "canary-text" not in mo.client.get(f"{LOG}/{kind}").text
        assert "Ann" not in mo.client.get(f"{LOG}/{kind}").text


@pytest.mark.parametrize(
    "value", ["=1+1", "+1", "-1", "@A1", "\t=1", "  =1+1", "\N{FULLWIDTH EQUALS SIGN}1", "\u200b=1"]
)
def test_no_cell_is_a_formula(mo: Browser, team: Team, value: str) -> None:
    add(team, note=value)
    (row,) = csv.DictReader(StringIO(mo.client.get(f"{LOG}/csv").text.removeprefix("\ufeff")))
    assert row["note"] == f"'{value}"
