"""The document says all that is true of the door, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from tests.api.contracts import document_of
from tests.api.operations import operations_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

CAN_FAIL = {"get": {"422"}, "delete": {"422", "403"}, "post": {"400", "403", "413", "415", "422"}}


def test_the_document_is_served_as_it_is_built(client: FlaskClient, app: Flask) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.get_json() == document_of(app) | {"servers": [{"url": "/"}]}
    assert answer.get_json()["openapi"].startswith("3.1.")


def test_every_route_below_the_prefix_is_described(app: Flask) -> None:
    described = {
        (method.upper(), path) for path, operations in document_of(app)["paths"].items() for method in operations
    }
    served = {
        (method, rule.rule.replace("<site:", "{").replace("<id:", "{").replace("<batch:", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served


def test_names_of_operations_are_their_own(app: Flask) -> None:
    document = document_of(app)
    assert len(operations_of(document)) == sum(map(len, document["paths"].values()))


def test_every_operation_says_how_it_fails(app: Flask) -> None:
    for path, operations in document_of(app)["paths"].items():
        for method, operation in operations.items():
            kind = "delete" if method == "post" and "requestBody" not in operation else method
            wanted = CAN_FAIL.get(kind, CAN_FAIL["post"])
            assert set(operation["responses"]) >= wanted, (method, path)
            assert ("401" in operation["responses"]) == ("security" in operation)


def test_every_schema_is_one(app: Flask) -> None:
    for schema in document_of(app)["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(app: Flask) -> None:
    document = document_of(app)
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(_references(document)) == known


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for each in value.values() for found in _references(each)]
    return [found for each in value for found in _references(each)] if isinstance(value, list) else []


def test_what_is_sent_takes_no_unknown_field_and_what_comes_is_whole(app: Flask) -> None:
    for name, schema in document_of(app)["components"]["schemas"].items():
        if name.endswith("Body") or name == "DraftAuthor":
            assert schema["additionalProperties"] is False, name


def test_the_readable_document_names_every_operation(client: FlaskClient, app: Flask) -> None:
    answer = client.get("/api/v1/docs")
    assert answer.mimetype == "text/html"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for operation in operations_of(document_of(app)).values():
        assert operation["summary"].replace("'", "&#39;") in answer.text
