"""Every operation of the OpenAPI document with a request that it takes, and the ways to spoil one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from discuss.store.base import Base
from tests.api.worlds import draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.api.worlds import World

Json = dict[str, Any]
COLUMNS = sorted({column.name for table in Base.metadata.sorted_tables for column in table.columns})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `path` holds what stands in the braces of the template; `raw` goes out instead of `body`."""

    method: str
    template: str
    path: dict[str, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    raw: bytes | None = None
    content_type: str = "application/json"

    def send(self, client: FlaskClient) -> TestResponse:
        path = self.template
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", value)
        data = self.raw if self.raw is not None else json.dumps(self.body).encode() if self.body is not None else None
        return client.open(
            f"{path}?{urlencode(self.query)}" if self.query else path,
            method=self.method,
            headers=self.headers,
            data=data,
            content_type=self.content_type if data is not None else None,
        )

    def with_field(self, pointer: str, value: Any) -> Call:
        return replace(self, body=put(self.body, pointer, value))

    def without_field(self, pointer: str) -> Call:
        return replace(self, body=remove(self.body, pointer))

    def with_query(self, *items: tuple[str, str]) -> Call:
        names = {name for name, _ in items}
        return replace(self, query=(*(item for item in self.query if item[0] not in names), *items))

    def with_header(self, name: str, value: str) -> Call:
        return replace(self, headers=self.headers | {name: value})


def put(body: Json, pointer: str, value: Any) -> Json:
    """Give a copy of `body` with `value` at a pointer of one or two steps."""
    first, _, rest = pointer.removeprefix("/").partition("/")
    return body | {first: put(body.get(first) or {}, rest, value) if rest else value}


def remove(body: Json, pointer: str) -> Json:
    first, _, rest = pointer.removeprefix("/").partition("/")
    if rest:
        return body | {first: remove(body[first], rest)}
    return {name: value for name, value in body.items() if name != first}


def good_calls(world: World) -> dict[str, Call]:
    """Give, for each operation, a request that it takes, with every parameter and field there is."""
    own, reader = world.visible, world.elsewhere.reader
    comment, site = {"comment": own.id}, {"site": "town"}
    on_comment, on_site = "/api/v1/comments/{comment}", "/api/v1/sites/{site}"
    full = draft(
        thread="/a",
        title="A page",
        parent=own.id,
        author={"name": "Ann", "email": "ann@example.org", "website": "https://ann.example"},
        subscribe=True,
        published="2020-01-01T00:00:00Z",
    )
    page = (("thread", "/a"), ("sort", "oldest"), ("limit", "10"), ("published", "2020-01-01T00:00:00Z"))
    log = (
        *(("site", "town"), ("actor", "member"), ("by", "Mo"), ("action", "spam"), ("cause", "unkind")),
        *(("thread", "/a"), ("since", "2026-11-22T18:00:00Z"), ("until", "2100-01-01T00:00:00Z")),
        ("batch", world.batch),
    )
    queue = (
        *(("site", "town"), ("status", "pending"), ("q", "this"), ("thread", "/a"), ("author", "Ann")),
        *(("person", own.id), ("like", own.id), ("reason", "first-comment"), ("asked", "true"), ("fold", "true")),
        *(("since", "2026-11-22T18:00:00Z"), ("until", "2100-01-01T00:00:00Z"), ("limit", "10")),
    )
    return {
        "load_comments": Call(method="GET", template=f"{on_site}/comments", path=site, query=page),
        "post_comment": Call(
            method="POST",
            template=f"{on_site}/comments",
            path=site,
            headers=reader | {"Idempotency-Key": "a-key"},
            body=full,
        ),
        "load_counts": Call(method="GET", template=f"{on_site}/counts", path=site, query=(("thread", "/a"),)),
        "build_preview": Call(method="POST", template=f"{on_site}/preview", path=site, body={"body": "*Hi*"}),
        "load_comment": Call(method="GET", template=on_comment, path=comment),
        "load_own": Call(method="GET", template=f"{on_comment}/own", path=comment, headers=own.proof),
        "edit_comment": Call(
            method="PATCH", template=on_comment, path=comment, headers=own.proof, body={"body": "This one is approved"}
        ),
        "delete_comment": Call(method="DELETE", template=on_comment, path=comment, headers=own.proof),
        "set_vote": Call(method="PUT", template=f"{on_comment}/vote", path=comment, headers=reader, body={"value": 1}),
        "add_flag": Call(
            method="POST",
            template=f"{on_comment}/flags",
            path=comment,
            headers=reader,
            body={"reason": "spam", "note": "Look"},
        ),
        "request_subscription": Call(
            method="POST",
            template=f"{on_site}/subscriptions",
            path=site,
            headers=reader,
            body={"thread": "/a", "email": "ann@example.org"},
        ),
        "load_queue": Call(
            method="GET",
            template="/api/v1/moderation/queue",
            query=queue,
            headers=world.member,
        ),
        "decide": Call(
            method="POST",
            template="/api/v1/moderation/decisions",
            headers=world.member,
            body={
                "items": [{"id": own.id, "version": 1}],
                "action": "edit",
                "body": "Calmer",
                "reason": "tone",
                "note": "A word",
                "with_replies": False,
            },
        ),
        "undo": Call(
            method="POST",
            template="/api/v1/moderation/decisions/{batch}/undo",
            path={"batch": world.batch},
            headers=world.member,
        ),
        "load_log": Call(method="GET", template="/api/v1/moderation/log", query=log, headers=world.member),
        "export_log": Call(
            method="GET",
            template="/api/v1/moderation/log/export",
            query=(*log, ("format", "csv")),
            headers=world.member,
        ),
        "close_threads": Call(
            method="POST",
            template=f"{on_site}/threads/close",
            path=site,
            headers=world.member,
            body={
                "threads": ["/closing"],
                "reason": "settled",
                "note": "Enough",
                "until": "2100-01-01T00:00:00Z",
                "successor": "https://town.example/b",
                "scope": "all",
            },
        ),
        "open_threads": Call(
            method="POST",
            template=f"{on_site}/threads/open",
            path=site,
            headers=world.member,
            body={"threads": ["/closing"]},
        ),
        "load_document": Call(method="GET", template="/api/v1/openapi.json"),
        "load_docs": Call(method="GET", template="/api/v1/docs"),
    }


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body: its pointer, whether it is required, and its JSON types; None where only `enum` counts."""

    pointer: str
    is_required: bool
    types: frozenset[str]
    enum: tuple[Any, ...] = ()


def fields_of(operation: Json, components: Json) -> list[Field]:
    """Give every field that an operation reads from a body, nested ones after the object they stand in."""
    if "requestBody" not in operation:
        return []
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return list(_fields(_resolve(schema, components), components, ""))


def _fields(schema: Json, components: Json, above: str) -> Iterator[Field]:
    for name, described in schema["properties"].items():
        options = [_resolve(option, components) for option in described.get("anyOf", [described])]
        types = frozenset(option["type"] for option in options if "type" in option)
        enum = tuple(value for option in options for value in option.get("enum", ()))
        yield Field(f"{above}/{name}", name in schema.get("required", ()), types, enum)
        for option in options:
            if option.get("type") == "object":
                yield from _fields(option, components, f"{above}/{name}")


def _resolve(schema: Json, components: Json) -> Json:
    found: Json = components["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    return found


def operations_of(document: Json) -> dict[str, Json]:
    return {operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()}


@dataclass(frozen=True, slots=True)
class Target:
    """An operation: a request that it takes, the fields of its body, its parameters as the document has them."""

    call: Call
    fields: list[Field]
    parameters: list[Json]


def build_targets(document: Json, calls: dict[str, Call]) -> Iterator[Target]:
    for name, operation in operations_of(document).items():
        yield Target(calls[name], fields_of(operation, document["components"]), operation["parameters"])


def every_field(targets: list[Target]) -> Iterator[tuple[Call, Field]]:
    return ((target.call, each) for target in targets for each in target.fields)


def every_parameter(targets: list[Target], place: str) -> Iterator[tuple[Call, Json]]:
    return ((target.call, each) for target in targets for each in target.parameters if each["in"] == place)
