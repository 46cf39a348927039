"""Which pages a browser lets read and write, for every operation, on success and on error, preflights included."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss.services import sites
from tests import hostile, hostile_places
from tests.api.contracts import document_of, problem_of
from tests.api.operations import Call, good_calls, operations_of
from tests.api.worlds import COMMENTS, World, draft, dump, new_reader

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

PUBLIC = {"load_comments", "load_comment", "load_counts", "load_document", "load_docs"}
# Members' programs bring a token: no page of a blog may call these from a browser.
PROGRAMS = {"load_queue", "decide", "undo", "load_log", "export_log", "close_threads", "open_threads"}
EXPOSED = {"ETag", "Retry-After", "X-Request-Id"}


@pytest.fixture
def reads(world: World) -> list[Call]:
    return [call for name, call in good_calls(world).items() if name in PUBLIC]


@pytest.fixture
def private(world: World) -> list[Call]:
    """What writes or belongs to one viewer; the deletion last."""
    return sorted(
        (call for name, call in good_calls(world).items() if name not in PUBLIC | PROGRAMS),
        key=lambda call: call.method == "DELETE",
    )


def _list_of(answer: TestResponse, header: str) -> set[str]:
    return {part.strip() for part in answer.headers.get(header, "").split(",")}


def _check_echo(answer: TestResponse, origin: str) -> None:
    assert answer.headers.getlist("Access-Control-Allow-Origin") == [origin]
    assert "Origin" in _list_of(answer, "Vary")
    assert _list_of(answer, "Access-Control-Expose-Headers") >= EXPOSED


def _check_any(answer: TestResponse) -> None:
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert "Origin" not in _list_of(answer, "Vary")
    assert _list_of(answer, "Access-Control-Expose-Headers") >= EXPOSED


def _preflight(client: FlaskClient, call: Call, origin: str) -> TestResponse:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": call.method,
        "Access-Control-Request-Headers": "content-type,discuss-reader,idempotency-key,authorization",
    }
    return replace(call, method="OPTIONS", query=(), headers=asked, body=None).send(client)


def test_every_page_may_read_what_is_public(client: FlaskClient, reads: list[Call]) -> None:
    for call in reads:
        for origin in (*hostile_places.OWN_ORIGINS, *hostile_places.FOREIGN_ORIGINS):
            answer = call.with_header("Origin", origin).send(client)
            assert answer.status_code == 200, origin
            _check_any(answer)


def test_errors_of_public_reads_can_be_read(client: FlaskClient, reads: list[Call]) -> None:
    for call in reads:
        for spoilt in (call.with_query(("none", "1")), replace(call, path=dict.fromkeys(call.path, "0"))):
            answer = spoilt.with_header("Origin", "https://evil.example").send(client)
            assert answer.status_code in ({422, 404} if call.path else {422, 200})
            _check_any(answer)


def test_a_page_of_the_site_may_write(client: FlaskClient, private: list[Call]) -> None:
    for call in private:
        for origin in hostile_places.OWN_ORIGINS if call.method != "DELETE" else hostile_places.OWN_ORIGINS[:1]:
            answer = call.with_header("Origin", origin).send(client)
            assert answer.status_code < 300, answer.text
            _check_echo(answer, origin)


def test_no_other_page_may(client: FlaskClient, private: list[Call], session: Session) -> None:
    before = dump(session)
    for call in private:
        for origin in (*hostile_places.FOREIGN_ORIGINS, "https://city.example"):
            answer = call.with_header("Origin", origin).send(client)
            assert answer.status_code == 403, (call.method, origin)
            assert problem_of(answer)["code"] == "origin-refused"
            assert "Access-Control-Allow-Origin" not in answer.headers
            assert "Origin" in _list_of(answer, "Vary")
    assert dump(session) == before


def test_what_is_no_browser_may_write(client: FlaskClient, private: list[Call]) -> None:
    for call in private:
        answer = call.send(client)
        assert answer.status_code < 300
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in _list_of(answer, "Vary")


def test_preflights_of_public_reads_pass_for_all(client: FlaskClient, reads: list[Call]) -> None:
    for call in reads:
        for origin in (*hostile_places.OWN_ORIGINS, *hostile_places.FOREIGN_ORIGINS):
            answer = _preflight(client, call, origin)
            assert answer.status_code == 204
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_preflights_of_writes_pass_for_the_site(client: FlaskClient, private: list[Call]) -> None:
    for call in private:
        for origin in hostile_places.OWN_ORIGINS:
            answer = _preflight(client, call, origin)
            assert (answer.status_code, answer.data) == (204, b"")
            _check_echo(answer, origin)
            assert call.method in _list_of(answer, "Access-Control-Allow-Methods")
            wanted = {"Authorization", "Content-Type", "Discuss-Reader", "Idempotency-Key"}
            assert _list_of(answer, "Access-Control-Allow-Headers") >= wanted
            assert answer.headers["Access-Control-Max-Age"] == "86400"


def test_preflights_of_writes_fail_for_others(client: FlaskClient, private: list[Call]) -> None:
    for call in private:
        for origin in (*hostile_places.FOREIGN_ORIGINS, "https://city.example"):
            answer = _preflight(client, call, origin)
            assert answer.status_code == 403, origin
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_preflights_do_not_fail_on_odd_methods(client: FlaskClient, private: list[Call]) -> None:
    for call in private:
        for method in ("", "get", "patch", "TRACE", "BREW", "\x80", "x" * 1000):
            headers = {"Origin": "https://town.example", "Access-Control-Request-Method": method}
            answer = replace(call, method="OPTIONS", headers=headers, body=None).send(client)
            assert answer.status_code in {204, 403}, method


def test_errors_of_writes_can_be_read_by_the_site(client: FlaskClient, private: list[Call]) -> None:
    origin = "https://town.example"
    for call in (call for call in private if call.body is not None):
        for spoilt, status in (
            (replace(call, raw=b"{"), 400),
            (replace(call, raw=hostile.OVERSIZED), 413),
            (replace(call, content_type="text/plain"), 415),
            (call.with_field("/none", 1), 422),
            (call.with_query(("none", "1")), 422),
        ):
            answer = spoilt.with_header("Origin", origin).send(client)
            assert answer.status_code == status
            _check_echo(answer, origin)


def test_a_refused_post_can_be_read_by_the_site(client: FlaskClient) -> None:
    reader = new_reader() | {"Origin": "https://www.town.example"}
    answers = [client.post(COMMENTS, json=draft(body=f"No. {number}"), headers=reader) for number in range(61)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    _check_echo(answers[-1], "https://www.town.example")


def test_an_unknown_site_or_comment_allows_nobody(client: FlaskClient, private: list[Call]) -> None:
    for call in private:
        spoilt = replace(call, path={"site": "nowhere", "comment": "1"} if "site" in call.path else {"comment": "1"})
        answer = spoilt.with_header("Origin", "https://town.example").send(client)
        assert answer.status_code == 404
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_origin_counts_for_its_own_site_alone(client: FlaskClient, session: Session, world: World) -> None:
    sites.set_site(session, "town", {"origins": "https://preview.example:8080 https://bücher.example"})
    for origin, status in (
        ("https://preview.example:8080", 201),
        ("https://xn--bcher-kva.example", 201),
        ("https://town.example", 201),
        ("https://preview.example", 403),
        ("https://preview.example:8081", 403),
        ("https://city.example", 403),
    ):
        answer = client.post(COMMENTS, json=draft(), headers=new_reader() | {"Origin": origin})
        assert answer.status_code == status, origin
    own = world.other_site
    answer = client.delete(own.path, headers=own.proof | {"Origin": "https://town.example"})
    assert answer.status_code == 403


def test_the_tables_know_every_operation(app: Flask, world: World) -> None:
    assert set(operations_of(document_of(app))) >= PUBLIC
    assert all(call.method == "GET" for name, call in good_calls(world).items() if name in PUBLIC)


def test_no_page_may_call_what_is_for_programs(client: FlaskClient, world: World) -> None:
    for call in (call for name, call in good_calls(world).items() if name in PROGRAMS):
        asked = {"Origin": "https://town.example", "Access-Control-Request-Method": call.method}
        preflight = replace(call, method="OPTIONS", headers=asked, body=None).send(client)
        answer = call.with_header("Origin", "https://town.example").send(client)
        for each in (preflight, answer):
            assert not any(name.startswith("Access-Control-Allow") for name in dict(each.headers))
