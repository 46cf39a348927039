"""Every operation of the document, its body and each field of it, against the tables of hostile values."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from discuss.api.unreadable import point_at
from tests import hostile, hostile_places
from tests.api.contracts import document_of, pointers_of
from tests.api.operations import (
    COLUMNS,
    Call,
    Field,
    Target,
    every_field,
    good_calls,
    operations_of,
)
from tests.api.worlds import World, draft, dump, new_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


def test_the_walk_knows_every_operation(app: Flask, world: World) -> None:
    assert set(operations_of(document_of(app))) == set(good_calls(world))


def test_every_good_request_is_taken(client: FlaskClient, walk: list[Target]) -> None:
    for target in sorted(walk, key=lambda target: target.call.method == "DELETE"):
        assert target.call.send(client).status_code < 300


@pytest.mark.usefixtures("nothing_stored")
def test_unreadable_bodies_are_refused(client: FlaskClient, walk: list[Target]) -> None:
    for call in (target.call for target in walk if target.fields):
        for name, raw in hostile.RAW_BODIES.items():
            answer = replace(call, raw=raw).send(client)
            assert answer.status_code in {400, 422}, name
            assert len(pointers_of(answer)) == 1, name
        assert replace(call, raw=hostile.OVERSIZED).send(client).status_code == 413
        for kind in hostile.WRONG_TYPES_OF_CONTENT:
            assert replace(call, content_type=kind).send(client).status_code == 415, kind


@pytest.mark.usefixtures("walk")
def test_a_body_that_tells_no_length_is_read_up_to_the_limit(client: FlaskClient) -> None:
    """As servers hand over what came in chunks (RFC 9112 §7.1)."""
    path = "/api/v1/sites/town/preview"
    for raw, status in ((b'{"body": "x"}', 200), (hostile.OVERSIZED, 413), (hostile.OVERSIZED * 4, 413)):
        chunked: dict[str, Any] = {
            "input_stream": BytesIO(raw),
            "content_type": "application/json",
            "environ_overrides": {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        }
        assert client.post(path, **chunked).status_code == status


@pytest.mark.usefixtures("nothing_stored")
def test_fields_of_wrong_types_are_refused_by_name(client: FlaskClient, walk: list[Target]) -> None:
    for call, field in every_field(walk):
        for value in _wrong_values(field):
            answer = call.with_field(field.pointer, value).send(client)
            assert answer.status_code == 422, (field.pointer, value, answer.text)
            (pointer,) = pointers_of(answer)
            assert pointer == field.pointer or pointer.startswith(f"{field.pointer}/"), (field.pointer, value)


def _wrong_values(field: Field) -> Iterator[Any]:
    if field.enum:
        everything = [*(value for values in hostile.VALUES.values() for value in values), 2, -2, "SPAM", " spam"]
        yield from (value for value in everything if value not in field.enum or isinstance(value, bool))
        return
    for kind, values in hostile.VALUES.items():
        if kind not in field.types:
            yield from values


@pytest.mark.usefixtures("nothing_stored")
def test_numbers_that_json_does_not_have_are_refused(client: FlaskClient, walk: list[Target]) -> None:
    for call, field in every_field(walk):
        for text in hostile.NO_NUMBERS:
            answer = _with_raw(call, field.pointer, text).send(client)
            assert answer.status_code in {400, 422}, (field.pointer, text)
            if text in {"NaN", "Infinity", "-Infinity"}:
                assert pointers_of(answer) == {field.pointer}


def _with_raw(call: Call, pointer: str, text: str) -> Call:
    body = json.dumps(call.with_field(pointer, "@here@").body)
    return replace(call, raw=body.replace('"@here@"', text).encode())


@pytest.mark.usefixtures("nothing_stored")
def test_half_surrogates_are_refused_by_name(client: FlaskClient, walk: list[Target]) -> None:
    for call, field in every_field(walk):
        for text in hostile.LONE_SURROGATES:
            answer = _with_raw(call, field.pointer, f'"{text}"').send(client)
            assert answer.status_code in {400, 422}, (field.pointer, text)
            assert pointers_of(answer) == {field.pointer}, answer.text


@pytest.mark.usefixtures("nothing_stored")
def test_characters_that_cannot_be_stored_are_refused(client: FlaskClient, walk: list[Target]) -> None:
    for call, field in every_field(walk):
        for text in hostile.UNSTORABLE if "string" in field.types else ():
            answer = call.with_field(field.pointer, text).send(client)
            assert answer.status_code == 422, (field.pointer, text)
            assert field.pointer in pointers_of(answer), answer.text


def test_tricks_are_kept_or_refused_by_name(client: FlaskClient, walk: list[Target], session: Session) -> None:
    refused = []
    for call, field in every_field(walk):
        for text in hostile.TRICKS if "string" in field.types else ():
            sent = _as_somebody_else(call).with_field(field.pointer, text)
            answer = sent.send(client)
            if answer.status_code >= 400:
                assert answer.status_code == 422, (field.pointer, text)
                assert field.pointer in pointers_of(answer), answer.text
                refused.append(sent)
    before = dump(session)
    assert {call.send(client).status_code for call in refused} == {422}
    assert dump(session) == before


def _as_somebody_else(call: Call) -> Call:
    """The same request of a new reader, under no key; as a root, since a reply stays in its thread."""
    if "Discuss-Reader" not in call.headers:
        return call
    return replace(call.without_field("/parent"), headers=new_reader())


@pytest.mark.usefixtures("nothing_stored")
def test_missing_fields_are_named(client: FlaskClient, walk: list[Target]) -> None:
    for call, field in every_field(walk):
        if field.is_required:
            answer = call.without_field(field.pointer).send(client)
            assert answer.status_code == 422
            assert pointers_of(answer) == {field.pointer}


@pytest.mark.usefixtures("nothing_stored")
def test_no_column_can_be_set_from_outside(client: FlaskClient, walk: list[Target]) -> None:
    names = [
        *COLUMNS,
        "none",
        "__class__",
        "is_staff",
        "edit_token",
        "a.b",
        "a[0]",
        "a`b",
        "~0",
        "a/b",
        "a\nb",
        "é",
        "",
    ]
    for target in walk:
        known = {field.pointer for field in target.fields}
        objects = [""] if target.fields else []
        for above in (*objects, *(field.pointer for field in target.fields if "object" in field.types)):
            for name in names:
                if f"{above}/{name}" not in known:
                    answer = _with_member(target.call, above, name).send(client)
                    assert answer.status_code == 422, (above, name)
                    assert pointers_of(answer) == {above + point_at(name)}


def _with_member(call: Call, above: str, name: str) -> Call:
    if not above:
        return replace(call, body=call.body | {name: 1})
    return call.with_field(above, call.body[above.removeprefix("/")] | {name: 1})


@pytest.mark.usefixtures("nothing_stored")
def test_pages_of_other_places_are_refused(client: FlaskClient) -> None:
    for url in hostile_places.FOREIGN_PAGES:
        for body in (draft(url=url), draft(url=url, thread="opaque"), draft(url=url, thread="/a")):
            answer = client.post("/api/v1/sites/town/comments", json=body, headers=new_reader())
            assert answer.status_code == 422, url
            assert pointers_of(answer) == {"/url"}, (url, answer.text)
