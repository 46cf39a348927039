"""What everybody may read of the team's decisions: only where the owner wants it, and nothing that points at one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from discuss.domain.decisions import REASONS
from discuss.services.public_log import OUTCOMES
from discuss.store.session import writing
from discuss.store.tables import LogEntry, Thread, User
from discuss.store.team_tables import Measure
from discuss.web.words import list_languages, load_speech
from tests.pages.reading import post, read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.store.tables import Site

PAGE = "/town/decisions"
NOON = "2026-11-22T12:00:00Z"
NOW = 1_795_348_800_000
DAY = 24 * 60 * 60 * 1000


@pytest.fixture
def decide(session: Session, site: Site) -> Callable[..., None]:
    """Give a function that puts decisions of a member called Canary into the log, so many days ago."""
    member = User(id=7, email="canary@team.example", name="Canary Member", created=0)
    with writing(session):
        session.add(member)

    def decide(times: int, action: str, days: float, **more: object) -> None:
        with writing(session):
            for _ in range(times):
                entry = LogEntry(site_id=site.id, at=NOW - int(days * DAY), actor="member", action=action)
                for name, value in {"user_id": 7, "note": "canary-note", "batch": "0" * 16, **more}.items():
                    setattr(entry, name, value)
                session.add(entry)

    return decide


def see(client: FlaskClient) -> dict[str, list[str]]:
    """Give the numbers of each line of the tables."""
    with time_machine.travel(NOON, tick=False):
        answer = client.get(PAGE)
    assert answer.status_code == 200, answer.text
    read(answer)
    rows = [row for row in answer.text.split("<tr>") if 'scope="row"' in row]
    return {
        row.split('scope="row">')[1].split("<")[0]: [cell.split("<")[0] for cell in row.split("<td>")[1:]]
        for row in rows
    }


def test_it_is_there_only_where_the_owner_wants_it(client: FlaskClient, set_site: Callable[..., None]) -> None:
    post(client)
    assert client.get(PAGE).status_code == 404
    assert PAGE not in read(client.get("/t/town?thread=/a")).links
    set_site(public_log="on")
    assert client.get(PAGE).status_code == 200
    assert PAGE in read(client.get("/t/town?thread=/a")).links
    assert client.get("/nowhere/decisions").status_code == 404


def test_outcomes_and_reasons_are_counted_over_days(
    client: FlaskClient, set_site: Callable[..., None], decide: Callable[..., None]
) -> None:
    set_site(public_log="on")
    decide(4, "approve", 2)
    decide(3, "reject", 40, reason="unkind")
    decide(5, "reject", 100, reason="off-topic")
    decide(9, "spam", 400)
    assert see(client) == {
        "Published": ["4", "4", "4"],
        "Not for this site": ["0", "3", "8"],
        "Unkind to somebody": ["0", "3", "3"],
        "Not about the page": ["0", "0", "5"],
    }


def test_small_numbers_and_today_are_not_told(
    client: FlaskClient, set_site: Callable[..., None], decide: Callable[..., None]
) -> None:
    set_site(public_log="on")
    decide(2, "reject", 2, reason="personal")
    decide(50, "spam", 0.1)
    few = "fewer than 3"
    assert see(client) == {"Not for this site": [few] * 3, "Tells private things": [few] * 3}


def test_what_rules_authors_and_imports_did_is_no_decision_of_the_team(
    client: FlaskClient, set_site: Callable[..., None], decide: Callable[..., None]
) -> None:
    set_site(public_log="on")
    for actor in ("rule", "author", "import", "flags"):
        decide(5, "reject", 2, actor=actor, reason="link-count")
    decide(5, "undo", 2)
    assert see(client) == {}
    assert "Nothing was decided in this time." in client.get(PAGE).text


def test_it_names_nobody(
    client: FlaskClient,
    set_site: Callable[..., None],
    decide: Callable[..., None],
    change_thread: Callable[..., None],
) -> None:
    set_site(public_log="on")
    comment = post(client, name="Canary Author", body="canary-text", title="A page")
    decide(5, "reject", 2, reason="unkind", comment_id=int(comment))
    change_thread(closed_at=NOW - DAY, closed_by="Canary Member", closed_note_html="<p>Enough for now.</p>")
    with time_machine.travel(NOON, tick=False):
        answer = client.get(PAGE)
    assert "canary" not in (answer.text + str(answer.headers)).lower()
    assert comment not in answer.text
    assert "Enough for now." in answer.text
    assert "/t/town?thread=/a" in read(answer).links


def test_a_title_that_only_a_held_comment_brought_is_not_told(
    client: FlaskClient, set_site: Callable[..., None], change_thread: Callable[..., None]
) -> None:
    set_site(public_log="on", premoderation="all")
    write(client)
    change_thread(title="Canary Title", closed_at=1)
    assert "Canary" not in client.get(PAGE).text


def test_a_closing_that_is_over_is_not_listed(
    client: FlaskClient, set_site: Callable[..., None], change_thread: Callable[..., None]
) -> None:
    set_site(public_log="on")
    post(client)
    change_thread(closed_at=NOW - DAY, closed_until=NOW + DAY, closed_note_html="<p>Enough.</p>")
    with time_machine.travel(NOON, tick=False) as clock:
        first = client.get(PAGE)
        assert "Enough." in first.text
        clock.shift(2 * 24 * 3600)
        later = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert (later.status_code, "Enough." in later.text) == (200, False)


def test_what_is_closed_by_its_age_or_for_a_while_is_listed(
    client: FlaskClient,
    set_site: Callable[..., None],
    change_thread: Callable[..., None],
    session: Session,
    site: Site,
) -> None:
    set_site(public_log="on")
    post(client)
    link = "/t/town?thread=/a"
    with time_machine.travel(NOON, tick=False) as clock:
        change_thread(created=NOW - 40 * DAY, latest=NOW - 3 * DAY)
        assert link not in read(client.get(PAGE)).links
        for policy in ({"close_after": "30d"}, {"close_quiet": "2d"}):
            set_site(**policy)
            assert link in read(client.get(PAGE)).links
            change_thread(kept_open=True)
            assert link not in read(client.get(PAGE)).links
            change_thread(kept_open=False)
            set_site(close_after="0", close_quiet="0")
        with writing(session):
            (thread,) = session.query(Thread).all()
            for number, on in enumerate((thread.id, None), 1):
                row = Measure(
                    id=number,
                    site_id=site.id,
                    thread_id=on,
                    cause="calm" if on else "away",
                    kind="closed",
                    at=NOW,
                    until=NOW + DAY,
                    note_html=f"<p>Word {number}.</p>",
                )
                session.add(row)
        first = client.get(PAGE)
        assert first.text.count("Word 1.") == first.text.count("Word 2.") == 1
        assert "The whole site" in first.text
        clock.shift(2 * 24 * 3600)
        later = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert (later.status_code, "Word" in later.text) == (200, False)


def test_an_old_thread_in_which_all_is_held_is_not_told(
    client: FlaskClient, set_site: Callable[..., None], session: Session, site: Site
) -> None:
    set_site(public_log="on", premoderation="all", close_after="1d")
    write(client)
    with writing(session):
        (thread,) = session.query(Thread).all()
        thread.created = 1
    assert "/t/town?thread=/a" not in read(client.get(PAGE)).links
    assert site


def test_caches_may_keep_it_and_it_is_confirmed_all_day(
    client: FlaskClient, set_site: Callable[..., None], decide: Callable[..., None]
) -> None:
    set_site(public_log="on")
    decide(5, "approve", 2)
    with time_machine.travel(NOON, tick=False) as clock:
        first = client.get(PAGE)
        decide(5, "approve", 0.1)
        again = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
        clock.shift(24 * 3600)
        tomorrow = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"].startswith("public, max-age=0")
    assert first.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in first.headers
    assert again.status_code == 304
    assert tomorrow.status_code == 200
    assert ">10</td>" in tomorrow.text


@pytest.mark.parametrize("language", list_languages("pages"))
def test_every_symbol_has_its_words(language: str) -> None:
    words = load_speech("pages", language).words
    assert {f"outcome_{deed}" for deed in OUTCOMES} <= words.keys()
    assert {f"because_{reason}" for reason in REASONS} <= words.keys()
