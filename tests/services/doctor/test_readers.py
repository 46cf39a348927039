"""Do readers have addresses of their own? Posted through the door, with headers as web servers write them, or not."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from discuss.services.doctor import visit_house
from discuss.services.doctor.proxies import check_readers
from discuss.services.doctor.redis import check_redis
from discuss.store.tables import Comment
from tests.api.test_limits_redis import RedisServer, server

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.config import Settings
    from tests.services.doctor.benches import Bench

ELSEWHERE = {"readers-differ", "readers-alike", "readers-unnamed", "redis-fine"}
"""What is found here and not in the table of `breaking`."""

_ = server  # a fixture


def post(client: FlaskClient, count: int, peer: str, forwarded: str = "") -> None:
    """Post as readers with a key each; `{n}` in an address is another number for each."""
    for n in range(1, count + 1):
        headers = {"Discuss-Reader": f"{n:032x}"}
        if forwarded:
            headers["X-Forwarded-For"] = forwarded.format(n=n)
        draft = {"url": "https://town.example/a", "body": f"Comment {n}", "author": {"name": "Ann"}}
        answer = client.post(
            "/api/v1/sites/town/comments",
            json=draft,
            headers=headers,
            environ_overrides={"REMOTE_ADDR": peer.format(n=n)},
        )
        assert answer.status_code in {201, 202}, answer.text


@pytest.mark.parametrize(
    ("peer", "forwarded", "symbol", "address"),
    [
        ("127.0.0.1", "", "readers-alike", "127.0.0.1"),
        ("::1", "", "readers-alike", "::1"),
        ("127.0.0.1", "203.0.113.{n}", "readers-differ", None),
        ("127.0.0.1", "203.0.113.9", "readers-differ", None),  # a school behind one public address
        ("127.0.0.1", "192.168.1.{n}", "readers-differ", None),
        ("10.20.30.40", "203.0.113.{n}", "readers-unnamed", "10.20.30.40"),
        ("172.18.0.1", "", "readers-unnamed", "172.18.0.1"),
        ("192.168.7.1", "", "readers-unnamed", "192.168.7.1"),
        ("127.0.0.1", "192.168.7.1", "readers-unnamed", "192.168.7.1"),
        ("203.0.113.{n}", "", "readers-differ", None),
    ],
)
def test_readers_that_look_alike(
    client: FlaskClient, settings: Settings, peer: str, forwarded: str, symbol: str, address: str | None
) -> None:
    post(client, 10, peer, forwarded)
    house = visit_house(settings)
    finding = check_readers(house)
    assert finding.symbol == symbol
    assert finding.values.get("address") == address
    named = replace(settings, trusted_proxies=(ip_network("10.0.0.0/8"),))
    if symbol == "readers-unnamed" and peer.startswith("10."):
        assert check_readers(visit_house(named)).symbol == "readers-alike"
    here = visit_house(replace(settings, base_url="http://127.0.0.1:8000"))
    assert check_readers(here).symbol == "readers-differ", "who tries it out on one machine is told nothing"
    house.close()


def test_a_few_comments_or_one_reader_say_nothing(client: FlaskClient, settings: Settings, session: Session) -> None:
    post(client, 9, "127.0.0.1")
    assert check_readers(visit_house(settings)).symbol == "readers-few"
    post(client, 1, "127.0.0.1")
    assert check_readers(visit_house(settings)).symbol == "readers-alike"
    for comment in session.scalars(select(Comment)):
        comment.reader = b"the same for all"
    session.commit()
    assert check_readers(visit_house(settings)).symbol == "readers-differ"


@pytest.mark.servers
def test_a_redis_that_answers(bench: Bench, server: RedisServer) -> None:
    finding = check_redis(bench.house(redis_url=server.url))
    assert finding is not None
    assert finding.symbol == "redis-fine"
