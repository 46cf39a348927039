"""Every parameter, header and path of every operation of the document, against the tables of hostile values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests import hostile
from tests.api.contracts import document_of, pointers_of, problem_of
from tests.api.operations import COLUMNS, Target, every_parameter

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.mark.usefixtures("nothing_stored")
def test_unknown_parameters_are_named(client: FlaskClient, walk: list[Target]) -> None:
    for call in (target.call for target in walk):
        for name in (*COLUMNS, "", "x" * 300, "callback", "_method", "a\x00b", "é"):
            if name not in dict(call.query):
                answer = call.with_query((name, "1")).send(client)
                assert answer.status_code == 422, name
                assert pointers_of(answer) == {f"?{name}"}


@pytest.mark.usefixtures("nothing_stored")
def test_doubled_parameters_are_named(client: FlaskClient, walk: list[Target]) -> None:
    for call, parameter in every_parameter(walk, "query"):
        name = parameter["name"]
        if parameter["schema"].get("type") != "array":
            value = dict(call.query).get(name, "x")
            answer = call.with_query((name, value), (name, value)).send(client)
            assert answer.status_code == 422
            assert pointers_of(answer) == {f"?{name}"}


QUERIES: dict[str, tuple[str, ...]] = {
    "site": ("", " ", "Town", "-town", "town-", "a_b", "a\x00b", "x" * 64, "é", "../town", "*"),
    "status": ("", "APPROVED", "approved ", "held", "0", "null", "approved,spam"),
    "thread": (
        "",
        " ",
        "null",
        "undefined",
        "{{ url }}",
        "a\x00b",
        "x" * 501,
        "//x",
        "javascript:x",
        "a\nb",
        "x" * 9000,
    ),
    **dict.fromkeys(("actor", "action", "cause"), ("", " ", "a b", "a\x00b", "x" * 41, "Spam", "é", "a'--")),
    "by": ("", "a\x00b", "x" * 101),
    "author": ("", "a\x00b", "x" * 101),
    "q": ("", " ", "*", '"', "-- ' ;", "a\x00b", "x" * 201),
    **dict.fromkeys(
        ("person", "like"), ("", " ", "-1", "1.5", "0x1", "\uff15", str(2**63), "9" * 5000, "null", "a\x00b")
    ),
    "reason": ("", " ", "Spam", "none-such", "a\x00b", "x" * 41, "é"),
    **dict.fromkeys(("asked", "fold"), ("", " ", "yes", "2", "null", "truE ", "é")),
    **dict.fromkeys(("since", "until"), ("", "now", "2026-11-22", "2026-11-22T18:00:00", "0", "a\x00b", "x" * 9000)),
    "published": ("", "now", "2026-11-22T18:00:00", "0", "9999-01-01T00:00:00Z", "a\x00b", "x" * 9000),
    "batch": ("", "x", "0" * 15, "0" * 17, "A" * 16, "a\x00b"),
    "format": ("", "CSV", "xml", "csv,jsonl", "null"),
    "sort": ("", "OLDEST", "oldest ", "rank", "id; --", "oldest,newest", "0", "null"),
    "limit": ("", "0", "-1", "101", "1.5", "x", "\uff15", "0x1", str(2**63), "9" * 5000, "NaN", "null", "10 0"),
    "cursor": (
        "",
        "x",
        "null",
        "AAAA",
        "W10",  # []
        "WzEsMiwzXQ",  # [1,2,3]
        "WzEsIm9sZGVzdCIsMCwwLDFd",  # [1,"oldest",0,0,1]
        "WzEsIm9sZGVzdCIsMCxOYU4sMV0",  # [1,"oldest",0,NaN,1]
        "eyJhIjoxfQ",  # {"a":1}
        "W1tbW1tbW1tbW1tbW1tb",  # [[[[…
        "é",
        "a\x00",
        "-" * 200,
        "A" * 201,
    ),
}


@pytest.mark.usefixtures("nothing_stored")
def test_wrong_and_missing_parameters_are_named(client: FlaskClient, walk: list[Target]) -> None:
    for call, parameter in every_parameter(walk, "query"):
        name = parameter["name"]
        for value in QUERIES[name]:
            answer = call.with_query((name, value)).send(client)
            assert answer.status_code == 422, (name, value)
            assert pointers_of(answer) == {f"?{name}"}, answer.text
        removed = replace(call, query=tuple(item for item in call.query if item[0] != name)).send(client)
        assert removed.status_code == (422 if parameter["required"] else 200), (name, removed.text)
        if parameter["required"]:
            assert pointers_of(removed) == {f"?{name}"}


HEADERS: dict[str, tuple[str, ...]] = {
    "Idempotency-Key": ("", " ", "a b", "é", "a\x7f", "x" * 256, "\xa0"),
    "Discuss-Reader": ("", "0" * 31, "0" * 33, "A" * 32, "g" * 32, "é" * 32, " " * 32, "0" * 31 + "\xb2", "null"),
}


@pytest.mark.usefixtures("nothing_stored")
def test_wrong_headers_are_named(client: FlaskClient, walk: list[Target]) -> None:
    for call, parameter in every_parameter(walk, "header"):
        for value in HEADERS[parameter["name"]]:
            answer = call.with_header(parameter["name"], value).send(client)
            assert answer.status_code == 422, (parameter["name"], value)
            assert pointers_of(answer) == {parameter["name"]}


def test_headers_may_be_left_out(client: FlaskClient, walk: list[Target]) -> None:
    for call, parameter in every_parameter(walk, "header"):
        kept = {name: value for name, value in call.headers.items() if name != parameter["name"]}
        assert replace(call, headers=kept).send(client).status_code < 300


NO_BATCHES = ("x", "0" * 15, "0" * 17, "A" * 16, "g" * 16, "0" * 16, "%00", "..", "é" * 16)


@pytest.mark.usefixtures("nothing_stored")
def test_paths_to_nothing_are_not_found(client: FlaskClient, walk: list[Target]) -> None:
    tables = {"site": hostile.NO_SITES, "comment": hostile.NO_IDS, "batch": NO_BATCHES}
    for call in (target.call for target in walk):
        for name in call.path:
            for value in tables[name]:
                answer = replace(call, path=call.path | {name: value}).send(client)
                is_id = value.isascii() and value.isdigit() and len(value) < 20 and name == "comment"
                wanted = 401 if "Authorization" in call.headers and is_id else 404  # an id that nobody has a token for
                assert answer.status_code == wanted, (name, value, answer.text)
                problem_of(answer)


@pytest.mark.usefixtures("nothing_stored")
def test_other_methods_are_refused(client: FlaskClient, walk: list[Target], app: Flask) -> None:
    for call in (target.call for target in walk):
        known = {name.upper() for name in document_of(app)["paths"][call.template]} | {"OPTIONS"}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X"} - known:
            answer = replace(call, method=method).send(client)
            assert answer.status_code == 405, method
            assert set(answer.headers["Allow"].split(", ")) - {"HEAD"} == known
