"""Each finding, come to for real; whatever is broken nothing crashes, and nothing is changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

import discuss
from discuss.services.doctor import CHECKS, Item, State, examine, examine_early, is_broken
from discuss.services.doctor.findings import fault
from discuss.store.engine import open_engine
from discuss.web.findings import say_item
from discuss.web.words import list_languages, load_speech
from tests.services.doctor.breaking import CASES
from tests.services.doctor.test_readers import ELSEWHERE

if TYPE_CHECKING:
    from tests.services.doctor.benches import Bench

PACKAGE = Path(discuss.__file__).parent
SOURCE = "\n".join(path.read_text() for path in (PACKAGE / "services" / "doctor").glob("*.py"))
PLACES = re.compile(r"{\w+}")
JARGON = re.compile(r"premoderat|verdict|stale|batch|token|queue|pending|moderat|thread|flag|invalid", re.IGNORECASE)
_SERVERS = {"database-strange", "mail-open", "mail-certificate", "mail-unencrypted", "mail-login"}


@pytest.mark.parametrize(
    "symbol", [pytest.param(each, marks=pytest.mark.servers if each in _SERVERS else ()) for each in CASES]
)
def test_each_is_found_and_said(bench: Bench, symbol: str) -> None:
    name, provoke = CASES[symbol]
    house = provoke(bench)
    (check,) = (each for each in CHECKS if each.name == name)
    finding = check.look(house)
    assert finding is not None
    assert finding.symbol == symbol, finding
    for language in list_languages("doctor"):
        said = say_item(Item(name, finding), language)
        parts = [part for part in (said.title, said.how, said.words, said.cure, said.lines) if part]
        assert not [part for part in parts if PLACES.search(part)], said
        assert (said.cure is None) == (finding.state is State.OK), "each problem comes with its cure, and nothing else"
        assert not any("pass-word" in part for part in parts), "no password is shown"


def test_every_finding_of_the_source_and_of_the_catalogue_is_in_the_table() -> None:
    written = set(re.findall(r'(?:fine|worry|fault)\(\s*"([a-z-]+)"', SOURCE)) - {"unlooked"}
    words = {key for key in load_speech("doctor", "en").words if not key.startswith(("item_", "state_"))}
    said = {key.replace("_", "-") for key in words if not key.endswith(("_cure", "_type"))} - {"unlooked"}
    assert written <= said
    assert said == CASES.keys() | ELSEWHERE
    assert {f"item_{check.name.replace('-', '_')}" for check in CHECKS} <= load_speech("doctor", "en").words.keys()


@pytest.mark.parametrize("language", list_languages("doctor"))
def test_every_language_says_everything_and_has_the_same_lines(language: str) -> None:
    english, other = load_speech("doctor", "en").words, load_speech("doctor", language).words
    assert other.keys() == english.keys()
    for key, phrase in english.items():
        assert sorted(PLACES.findall(other[key])) == sorted(PLACES.findall(phrase)), key
        assert not key.endswith("_type") or other[key] == phrase, key


def test_a_neighbour_understands_it() -> None:
    words = load_speech("doctor", "en").words
    assert [key for key, phrase in words.items() if JARGON.search(phrase) and not key.endswith("_type")] == []


def test_where_all_is_well_nothing_is_broken(bench: Bench) -> None:
    items = examine(bench.house(base_url="https://town.example"), thorough=False)
    assert not is_broken(items), items
    assert [item.finding.symbol for item in items if item.finding.state is State.WARNING] == [
        "mail-none",
        "runner-never",
    ]


def test_a_start_tells_what_shows_at_once(bench: Bench) -> None:
    assert [item.name for item in examine_early(bench.house(base_url="https://town.example"))] == ["mail"]
    bench.data.chmod(0o755)
    house = bench.house(secret_key="short", base_url="http://town.example")
    assert [item.name for item in examine_early(house)] == ["secret", "folder", "https", "mail"]


@pytest.mark.parametrize("symbol", [each for each in CASES if each not in _SERVERS])
def test_everything_else_is_looked_at_all_the_same(bench: Bench, symbol: str) -> None:
    items = examine(CASES[symbol][1](bench), thorough=False)
    names = [item.name for item in items]
    assert {"settings", "secret", "folder", "disk", "database", "clock", "mail", "proxies"} <= set(names)
    assert len(names) == len(set(names))


def test_a_check_that_crashes_says_so(bench: Bench) -> None:
    items = {item.name: item.finding for item in examine(bench.house(data_dir=Path("a\0b")), thorough=False)}
    assert items["folder"].symbol == "unlooked"
    assert items["folder"].values["error"] == "ValueError"
    assert items["clock"].symbol == "clock-fine"


def test_what_others_say_is_one_line_of_text() -> None:
    finding = fault("mail-refused", host="h", error="554 \x1b[2J\x07go\r\naway\u202e " + "x" * 1000)
    assert finding.values["error"].startswith("554 �[2J�go away� x")
    assert len(finding.values["error"]) == 500
    assert "<b>" not in (say_item(Item("mail-server", fault("mail-refused", host="<b>", error="&"))).words)


def remember(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes() if path.is_file() else b"", path.stat().st_mode) for path in folder.rglob("*")
    }


@pytest.mark.parametrize("symbol", ["database-fine", "database-older", "database-empty", "folder-missing", "jobs-fine"])
def test_nothing_is_changed_and_nothing_is_left_behind(bench: Bench, symbol: str) -> None:
    house = CASES[symbol][1](bench)
    before = remember(bench.folder)
    examine(house)
    house.close()
    assert remember(bench.folder) == before


def test_it_sees_what_a_running_service_has_written(bench: Bench) -> None:
    """What is in the WAL alone counts, too."""
    engine = open_engine(f"sqlite:///{bench.database}")
    with engine.connect() as open_connection, engine.begin() as connection:
        open_connection.execute(text("SELECT 1"))
        connection.execute(text("INSERT INTO job (kind, payload, due, attempts) VALUES ('reply', '{}', 1, 0)"))
    assert bench.database.with_name("discuss.sqlite3-wal").stat().st_size
    found = {item.name: item.finding.symbol for item in examine(bench.house(), thorough=False)}
    assert found["runner"] == "runner-idle"
    engine.dispose()
