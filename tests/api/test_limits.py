"""Limits on posts: held when it gets busy, refused when it gets too much, by reader and by address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from discuss import create_app
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Role
from discuss.services import comments as posting, sites
from discuss.services.identity import Visitor
from discuss.services.voices import Member
from discuss.store.flask_db import db
from discuss.store.session import reading
from discuss.store.tables import LogEntry
from tests import hostile_places
from tests.api.contracts import problem_of
from tests.api.worlds import COMMENTS, draft, dump, new_reader, post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.config import Settings
    from discuss.services.instance import Instance

START = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


def send(client: FlaskClient, reader: dict[str, str], number: int = 1) -> list[int]:
    """Post as often as `number` and give the statuses."""
    return [client.post(COMMENTS, json=draft(body=f"No. {each}"), headers=reader).status_code for each in range(number)]


def reasons(session: Session) -> list[str | None]:
    with reading(session):
        return list(session.scalars(select(LogEntry.reason).order_by(LogEntry.id)))


def test_the_sixth_in_a_minute_waits(client: FlaskClient, session: Session, clock: time_machine.Traveller) -> None:
    reader = new_reader()
    assert send(client, reader, 7) == [201] * 5 + [202] * 2
    assert reasons(session) == ["busy", "busy"]
    clock.shift(timedelta(seconds=60))
    assert send(client, reader) == [201]


def test_the_thirty_first_in_an_hour_waits(
    client: FlaskClient, session: Session, clock: time_machine.Traveller
) -> None:
    reader = new_reader()
    for _ in range(6):
        assert send(client, reader, 5) == [201] * 5
        clock.shift(timedelta(seconds=61))
    assert send(client, reader) == [202]
    assert reasons(session) == ["busy"]
    clock.shift(timedelta(hours=1))
    assert send(client, reader) == [201]


def test_the_sixty_first_in_a_minute_is_refused_with_the_time_to_wait(
    client: FlaskClient, session: Session, clock: time_machine.Traveller
) -> None:
    reader = new_reader()
    assert send(client, reader, 30)[-1] == 202
    clock.shift(timedelta(seconds=20.5))
    assert send(client, reader, 30)[-1] == 202
    before = dump(session)
    refused = client.post(COMMENTS, json=draft(), headers=reader)
    assert refused.status_code == 429
    assert problem_of(refused)["code"] == "limit-reached"
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 60
    assert dump(session) == before
    clock.shift(timedelta(seconds=wait - 1))
    assert send(client, reader) == [429]
    clock.shift(timedelta(seconds=1))
    assert send(client, reader)[0] in {201, 202}


@pytest.mark.usefixtures("clock")
def test_reader_and_address_count_each_for_itself(client: FlaskClient) -> None:
    reader = new_reader()
    send(client, reader, 5)
    other = new_reader()
    assert send(client, reader | {"X-Forwarded-For": other["X-Forwarded-For"]}) == [202]
    assert send(client, {"X-Forwarded-For": reader["X-Forwarded-For"]}) == [202]
    assert send(client, new_reader() | {"X-Forwarded-For": reader["X-Forwarded-For"]}) == [202]
    assert send(client, new_reader()) == [201]


@pytest.mark.usefixtures("clock")
def test_without_a_reader_key_the_address_counts(client: FlaskClient) -> None:
    assert send(client, {"X-Forwarded-For": "192.0.2.1"}, 6) == [201] * 5 + [202]
    assert send(client, {"X-Forwarded-For": "192.0.2.2"}) == [201]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("2001:db8:1:2::9", 202),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", 202),
        ("[2001:db8:1:2::1]:4711", 202),
        ("2001:db8:1:2::1%eth0", 202),
        ("2001:db8:1:3::1", 201),
        ("2001:db9:1:2::1", 201),
        ("192.0.2.1", 201),
    ],
)
def test_a_household_of_ipv6_is_one(client: FlaskClient, address: str, status: int) -> None:
    send(client, {"X-Forwarded-For": "2001:db8:1:2::1"}, 5)
    assert send(client, {"X-Forwarded-For": address}) == [status]


@pytest.mark.usefixtures("clock")
def test_ipv4_inside_ipv6_is_ipv4(client: FlaskClient) -> None:
    send(client, {"X-Forwarded-For": "::ffff:192.0.2.1"}, 5)
    assert send(client, {"X-Forwarded-For": "192.0.2.1"}) == [202]
    assert send(client, {"X-Forwarded-For": "::ffff:192.0.2.2"}) == [201]


@pytest.mark.usefixtures("clock")
def test_nothing_that_a_client_writes_changes_its_address(client: FlaskClient, session: Session) -> None:
    """From a peer that is no proxy of ours, no header counts: one address makes one limit."""
    sites.set_site(session, "town", {"premoderation": "none"})
    spoofs = [{"X-Forwarded-For": value} for value in ("127.0.0.1", "8.8.8.8", "::1", "unknown", "", ", ,", "a" * 9000)]
    spoofs += [{name: "8.8.4.4"} for name in hostile_places.SPOOFING_HEADERS]
    spoofs += [{"X-Forwarded-For": ", ".join(f"10.0.0.{hop}" for hop in range(20))}]
    statuses = [
        client.post(
            COMMENTS,
            json=draft(body=f"No. {number}"),
            headers=spoof | {"Discuss-Reader": f"{number:032x}"},
            environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
        ).status_code
        for number, spoof in enumerate(spoofs)
    ]
    assert statuses == [201] * 5 + [202] * (len(spoofs) - 5)


@pytest.mark.usefixtures("clock")
def test_behind_our_proxy_only_the_last_hop_counts(client: FlaskClient) -> None:
    reader = {"X-Forwarded-For": "8.8.8.8, 192.0.2.1"}
    assert send(client, reader, 6) == [201] * 5 + [202]
    assert send(client, {"X-Forwarded-For": "9.9.9.9, 192.0.2.1"}) == [202]
    assert send(client, {"X-Forwarded-For": "192.0.2.1, 9.9.9.9"}) == [201]


@pytest.mark.usefixtures("clock")
def test_a_site_may_switch_limits_off(client: FlaskClient, session: Session) -> None:
    sites.set_site(session, "town", {"posts_limit": "off"})
    assert set(send(client, new_reader(), 62)) == {201}


@pytest.mark.usefixtures("clock")
def test_without_rules_nothing_waits_but_too_much_is_refused(client: FlaskClient, session: Session) -> None:
    sites.set_site(session, "town", {"rules": "off"})
    assert send(client, new_reader(), 61) == [201] * 60 + [429]


@pytest.mark.usefixtures("clock", "client")
def test_members_have_no_limits(session: Session, instance: Instance) -> None:
    user = sites.add_user(session, instance, "mo@example.org", "Mo")
    sites.set_role(session, "mo@example.org", "town", Role.MODERATOR)
    sites.set_site(session, "town", {"premoderation": "all"})
    post_ = posting.Post(
        site="town",
        draft=Draft(
            url="https://town.example/a", body="https://a.example https://b.example https://c.example", name="Mo"
        ),
        visitor=Visitor(address="192.0.2.1"),
        member=Member(user_id=user.id, role=Role.MODERATOR),
    )
    answers = [posting.post_comment(session, instance, post_) for _ in range(62)]
    assert {answer.status for answer in answers} == {"approved"}


@pytest.mark.usefixtures("clock")
def test_a_flood_holds_newcomers_and_refuses_nobody(client: FlaskClient, session: Session) -> None:
    known = new_reader()
    for _ in range(60):
        post(client, reader=known if _ == 0 else None)
    assert send(client, new_reader()) == [202]
    assert reasons(session) == ["flood"]
    assert send(client, known) == [201]
    assert {send(client, new_reader())[0] for _ in range(20)} == {202}


@pytest.mark.usefixtures("clock")
def test_a_flood_on_one_site_is_none_on_another(client: FlaskClient, session: Session, instance: Instance) -> None:
    sites.add_site(session, instance, sites.NewSite("city", "City Talk", "https://city.example"))
    sites.set_site(session, "city", {"premoderation": "none"})
    for _ in range(61):
        post(client)
    assert post(client, "city", url="https://city.example/a").answer["status"] == "approved"


@pytest.mark.usefixtures("clock")
def test_two_processes_count_together(client: FlaskClient, settings: Settings) -> None:
    reader = new_reader()
    send(client, reader, 3)
    app = create_app(settings)
    try:
        assert send(app.test_client(), reader, 3) == [201, 201, 202]
        assert send(client, reader) == [202]
    finally:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.usefixtures("clock")
def test_what_was_refused_does_not_count(client: FlaskClient) -> None:
    reader = new_reader()
    for _ in range(10):
        client.post(COMMENTS, json=draft(body=""), headers=reader)
        client.post(COMMENTS, json=draft(url="https://evil.example/"), headers=reader)
    assert send(client, reader) == [201]


def test_counters_name_nobody(client: FlaskClient, session: Session) -> None:
    reader = new_reader()
    send(client, reader, 2)
    kept = repr(dump(session)["counter"])
    assert "posts" in kept
    assert reader["X-Forwarded-For"] not in kept
    assert reader["Discuss-Reader"] not in kept
