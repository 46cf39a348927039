"""The OpenAPI 3.1 document, made from the contracts of the views, and a page to read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Blueprint, Response, current_app, render_template, request

from discuss.api.contract import contract_of, operation
from discuss.web.etags import finish_by_content
from discuss.web.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.routing import Rule

    from discuss.api.contract import Operation

blueprint = Blueprint("openapi", __name__)

_VERSION = "1.0"
_PLACE = re.compile(r"<(site|id|batch):(\w+)>")
_SHARED = "#/components/schemas/"
_PATHS = {
    "site": {"type": "string", "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},
    "id": {"type": "string", "pattern": "^[0-9]{1,19}$"},
    "batch": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
}
_HEADERS = {
    "Idempotency-Key": {
        "description": "The same key with the same body gives the same answer, for seven days",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    },
    "Discuss-Reader": {
        "description": "128 random bits that a browser keeps for itself: says 'the same reader', not who",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    },
}
_WORDS = {
    200: "Done",
    201: "Published",
    202: "Taken; somebody from the team looks at it first",
    204: "Done",
    304: "Your copy is still good",
    400: "This could not be read",
    401: "A valid token is needed",
    403: "This page or person may not do this",
    404: "There is nothing here",
    409: "The present state does not allow it",
    413: "Too large",
    415: "Send JSON, as application/json",
    422: "Some of this cannot be used; `errors` says what",
    429: "Too fast; `Retry-After` says how long to wait, in seconds",
}


@blueprint.get("/openapi.json")
@operation(summary="This document", answers={200: None}, is_public=True)
def load_document() -> Response:
    where = {"servers": [{"url": request.script_root or "/"}]}
    document = build_document(list(current_app.url_map.iter_rules())) | where
    return finish_by_content(Response(msgspec.json.encode(document), mimetype="application/json"))


@blueprint.get("/docs")
@operation(summary="This document, to read", answers={200: None}, is_public=True)
def load_docs() -> Response:
    document = build_document(list(current_app.url_map.iter_rules()))
    page = Response(render_template("api/docs.html", document=document), mimetype="text/html")
    page.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"
    )
    return finish_by_content(page)


def build_document(rules: list[Rule]) -> dict[str, Any]:
    """Build the document from every rule whose view declares a contract."""
    found = list(_operations(rules))
    schemas = _schemas([contract for _, _, contract in found])
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, contract in found:
        path = _PLACE.sub(r"{\2}", rule.rule)
        paths.setdefault(path, {})[method.lower()] = _describe(rule, contract)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": "discuss", "version": _VERSION, "description": "Threaded comments for a community blog."},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "edit": {"type": "http", "scheme": "bearer", "description": "The comment's edit token"},
                "token": {"type": "http", "scheme": "bearer", "description": "A member's API token"},
            },
        },
    }


def _operations(rules: list[Rule]) -> Iterator[tuple[Rule, str, Operation]]:
    for rule in rules:
        contract = contract_of(current_app.view_functions[rule.endpoint])
        if contract is not None:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, contract


def _schemas(contracts: list[Operation]) -> dict[str, Any]:
    types: set[type[msgspec.Struct]] = {Problem}
    for contract in contracts:
        types.update(answer for answer in contract.answers.values() if answer is not None)
        types.update(struct for struct in (contract.body,) if struct is not None)
    ordered = sorted(types, key=lambda struct: struct.__name__)
    _, schemas = msgspec.json.schema_components(ordered, ref_template=_SHARED + "{name}")
    return dict(sorted(schemas.items()))


def _describe(rule: Rule, contract: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": rule.endpoint.rsplit(".", 1)[-1],
        "summary": contract.summary,
        "parameters": [*_path_parameters(rule), *_query_parameters(contract), *_header_parameters(contract)],
        "responses": {
            str(status): _answer(status, contract) for status in sorted({*contract.results, *contract.problems})
        },
    }
    if contract.body is not None:
        described["requestBody"] = {"required": True, "content": _content("application/json", contract.body)}
    if contract.proof is not None:
        described["security"] = [{contract.proof: []}]
    return described


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _PATHS[kind]}
        for kind, name in _PLACE.findall(rule.rule)
    ]


def _query_parameters(contract: Operation) -> list[dict[str, Any]]:
    if contract.query is None:
        return []
    (_,), components = msgspec.json.schema_components([contract.query], ref_template=_SHARED + "{name}")
    schema = components[contract.query.__name__]
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": _inline(described, components),
            **({"style": "form", "explode": True} if described.get("type") == "array" else {}),
        }
        for name, described in schema["properties"].items()
    ]


def _inline(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Put enumerations into the parameter itself: they are no schemas of their own. A parameter is never null."""
    if "$ref" in schema:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        named: dict[str, Any] = components[schema["$ref"].removeprefix(_SHARED)]
        return named | rest
    if "anyOf" in schema:
        (one,) = [option for option in schema["anyOf"] if option != {"type": "null"}]
        return dict(one)
    return schema


def _header_parameters(contract: Operation) -> list[dict[str, Any]]:
    return [{"name": name, "in": "header", "required": False, **_HEADERS[name]} for name in contract.headers]


def _answer(status: int, contract: Operation) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": _WORDS[status]}
    if status in contract.problems:
        answer["content"] = _content("application/problem+json", Problem)
    elif struct := contract.results[status]:
        answer["content"] = _content("application/json", struct)
    elif status == 200:
        answer["content"] = {media: {} for media in contract.media}
    return answer


def _content(media: str, struct: type[msgspec.Struct]) -> dict[str, Any]:
    return {media: {"schema": {"$ref": f"#/components/schemas/{struct.__name__}"}}}
