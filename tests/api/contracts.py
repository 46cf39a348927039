"""A client that holds every answer against the OpenAPI document, and against what is true of all answers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from discuss.api.openapi import build_document

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

PREFIX = "/api/v1/"
PROBLEM = "application/problem+json"


_documents: list[dict[str, Any]] = []
_validators: dict[str, Draft202012Validator] = {}


def document_of(app: Flask) -> dict[str, Any]:
    """Give the document, which is the same for every application, whatever its settings."""
    if not _documents:
        with app.app_context():
            _documents.append(build_document(list(app.url_map.iter_rules())))
    return _documents[0]


class ContractClient(FlaskClient):
    """Fails the test on the first answer that the document does not allow."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.request.path.startswith(PREFIX):
            check_answer(response, document_of(self.application))
        return response


def check_answer(response: TestResponse, document: dict[str, Any]) -> None:
    asked = f"{response.request.method} {response.request.path} → {response.status_code} {response.data[:500]!r}"
    assert response.status_code < 500, asked
    _check_headers(response, asked)
    operation = _find_operation(document, response.request.method, response.request.path)
    if operation is None:
        assert response.status_code in {204, 308, 400, 403, 404, 405, 413, 422}, asked
        if response.status_code >= 400:
            _check_schema({"$ref": "#/components/schemas/Problem"}, response, document, asked)
        return
    allowed = operation["responses"]
    assert str(response.status_code) in allowed, f"undeclared: {asked}"
    _check_content(allowed[str(response.status_code)].get("content", {}), response, document, asked)


def _check_headers(response: TestResponse, asked: str) -> None:
    headers = response.headers
    assert "Set-Cookie" not in headers, asked
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-Id"]), asked
    assert headers["X-Content-Type-Options"] == "nosniff", asked
    assert headers["Cache-Control"], asked
    assert "Access-Control-Allow-Credentials" not in headers, asked
    if response.status_code >= 400:
        assert headers["Cache-Control"] == "no-store", asked
        assert response.mimetype == PROBLEM or response.request.method == "HEAD", asked


def _check_content(content: dict[str, Any], response: TestResponse, document: dict[str, Any], asked: str) -> None:
    if response.request.method == "HEAD":
        assert not response.data, asked
        return
    if not content:
        assert not response.data, asked
        return
    assert response.mimetype in content, asked
    if schema := content[response.mimetype].get("schema"):
        _check_schema(schema, response, document, asked)


def _check_schema(schema: dict[str, Any], response: TestResponse, document: dict[str, Any], asked: str) -> None:
    if response.headers.get("Content-Encoding") or response.request.method == "HEAD":
        return
    validator = _validators.get(schema["$ref"])
    if validator is None:
        validator = Draft202012Validator({**schema, "components": document["components"]})
        _validators[schema["$ref"]] = validator
    problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(response.json)]
    assert not problems, f"{asked}\n{problems}"


def _find_operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    wanted = "get" if method == "HEAD" else method.lower()
    for template, operations in document["paths"].items():
        if wanted in operations and _pattern(template).fullmatch(path):
            found: dict[str, Any] = operations[wanted]
            if all(_fits(parameter, template, path) for parameter in found["parameters"]):
                return found
    return None


def _fits(parameter: dict[str, Any], template: str, path: str) -> bool:
    """Whether the part of the path that a parameter stands for is one; else there is no such resource at all."""
    if parameter["in"] != "path":
        return True
    found = _pattern(template).fullmatch(path)
    value = found[parameter["name"]] if found else ""
    return bool(re.fullmatch(parameter["schema"]["pattern"].strip("^$"), value, re.ASCII))


@lru_cache(maxsize=64)
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))


def problem_of(response: TestResponse) -> dict[str, Any]:
    """Give the problem document of an answer, which must be one."""
    assert response.status_code >= 400, response.text
    assert response.mimetype == PROBLEM
    found: dict[str, Any] = response.get_json(force=True)
    assert found["status"] == response.status_code
    return found


def pointers_of(response: TestResponse) -> set[str]:
    """Give the fields that an answer complains about."""
    return {error["pointer"] for error in problem_of(response).get("errors", [])}
