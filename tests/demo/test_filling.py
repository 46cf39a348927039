from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from discuss.demo import find_port
from discuss.demo.filling import fill, move
from discuss.services import listings, sites
from discuss.services.threads import PageRequest, load_page

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

BLOG = "http://127.0.0.1:8001"


@pytest.fixture
def began(session: Session, instance: Instance) -> int:
    return fill(session, instance, BLOG)


@pytest.fixture
def reader(app: Flask, began: int) -> FlaskClient:
    assert began
    return app.test_client()


def read(reader: FlaskClient, name: str, site: str = "town") -> dict[str, Any]:
    page: dict[str, Any] = reader.get(f"/api/v1/sites/{site}/comments?thread=/{name}").get_json()
    return page


def check_the_long_one(page: dict[str, Any]) -> None:
    comments = page["comments"]
    assert page["thread"]["count"] >= 55
    assert comments[0]["pinned"]
    assert comments[0]["score"] == 9
    assert {"owner", "moderator"} <= {each["author"]["role"] for each in comments if "author" in each}
    assert any(each["edited"] for each in comments)
    assert any(each.get("deleted") for each in comments)
    assert any(each["more"] for each in comments)


def check_the_closed_one(page: dict[str, Any]) -> None:
    assert page["thread"]["state"] == "closed"
    assert "first of February" in page["thread"]["closed"]["note_html"]
    assert [each["kind"] for each in page["comments"]].count("pingback") == 1


def test_there_is_everything_to_be_looked_at(reader: FlaskClient, session: Session) -> None:
    check_the_long_one(read(reader, "footbridge"))
    check_the_closed_one(read(reader, "lottery"))
    assert read(reader, "seeds")["thread"]["count"] == 0
    assert read(reader, "nurse", "nurse")["thread"]["count"] == 4
    assert sites.access_site(session, "nurse").settings["premoderation"] == "all"
    assert len(listings.list_held(session, "nurse")) == 2


def test_the_blog_may_move_and_a_filling_may_begin_anew(
    session: Session, instance: Instance, reader: FlaskClient
) -> None:
    count = read(reader, "footbridge")["thread"]["count"]
    move(session, BLOG, "http://127.0.0.1:9001")
    page = load_page(session, PageRequest(site="town", thread="http://127.0.0.1:9001/footbridge"), instance.clock())
    assert page.head.thread.url == "http://127.0.0.1:9001/footbridge"
    assert page.head.thread.count == count
    assert "http://localhost:9001" in sites.access_site(session, "town").origins
    fill(session, instance, BLOG)  # as after an interruption
    assert read(reader, "footbridge")["thread"]["count"] == count


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        assert find_port(port) > port
