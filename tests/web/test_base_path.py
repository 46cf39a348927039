"""The service below a path of the blog's own domain: whatever is in front, a reader stays there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss.web.base_path import BelowPath, path_of
from tests.pages.reading import form, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from flask.testing import FlaskClient

    from discuss.config import Settings

TALK = "/talk"
DRAFT = {"url": "https://town.example/a", "body": "Hello", "author": {"name": "Ann"}}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database will do: addresses do not come from it."""
    return sqlite_url


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url="https://town.example" + TALK)


@pytest.mark.parametrize(
    ("base_url", "path"),
    [
        ("https://comments.example", ""),
        ("https://comments.example/", ""),
        ("https://town.example/talk", "/talk"),
        ("https://town.example/talk/", "/talk"),
        ("https://town.example/a/b%20c", "/a/b c"),
        ("https://town.example/%C3%BC", "/\xc3\xbc"),
    ],
)
def test_the_path_is_that_of_the_public_address(base_url: str, path: str) -> None:
    assert path_of(base_url) == path


@pytest.mark.parametrize(
    ("script", "path", "seen"),
    [
        ("", "/talk/t/town", "/t/town"),  # passed on whole
        ("", "/t/town", "/t/town"),  # cut by what is in front
        ("/talk", "/talk/here", "/talk/here"),  # cut by a server that says so: a site is called like the path
        ("", "/talk/talk/here", "/talk/here"),
        ("", "/talk", ""),
        ("", "/talk/", "/"),
        ("", "/talkative/here", "/talkative/here"),
        ("", "/", "/"),
        ("", "", ""),
    ],
)
def test_the_path_is_taken_off_once_and_named_always(script: str, path: str, seen: str) -> None:
    met: list[tuple[str, str]] = []

    def app(environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        met.append((environ["SCRIPT_NAME"], environ["PATH_INFO"]))
        return []

    BelowPath(app, TALK)({"SCRIPT_NAME": script, "PATH_INFO": path}, lambda *_: lambda _: None)
    assert met == [(TALK, seen)]


def test_whole_and_cut_paths_get_the_same_bytes(client: FlaskClient) -> None:
    for path in ("/t/town?thread=/a", "/", "/embed.js", "/api/v1/docs", "/api/v1/sites/town/comments?thread=/a"):
        whole, cut = client.get(TALK + path), client.get(path)
        assert (whole.status_code, whole.data) == (200, cut.data), path
        assert whole.headers.get("ETag") == cut.headers.get("ETag"), path


def test_no_header_of_a_request_changes_the_path(client: FlaskClient) -> None:
    plain = client.get(TALK + "/t/town?thread=/a").data
    for name in ("X-Forwarded-Prefix", "X-Script-Name", "X-Forwarded-Path", "X-Original-URL", "X-Rewrite-URL"):
        assert client.get(TALK + "/t/town?thread=/a", headers={name: "/elsewhere"}).data == plain, name


def test_a_reader_writes_and_mends_below_the_path(client: FlaskClient) -> None:
    preview = read(client.post(TALK + "/t/town", data=form(), headers={"Origin": "https://town.example"}))
    data = form() | {"action": "post", "key": preview.fields["key"]}
    own = client.post(TALK + "/t/town", data=data).location
    assert own.startswith(TALK + "/own/")
    page = read(client.get(own))
    assert "https://town.example/talk/own/" in page.text
    saved = client.post(own.partition("?")[0], data={"body": "Better", "action": "save"})
    assert saved.location.startswith(TALK + "/own/")
    assert read(client.get(saved.location)).fields["body"] == "Better"


def test_a_comment_is_found_from_its_address(client: FlaskClient) -> None:
    answer = client.post(TALK + "/api/v1/sites/town/comments", json=DRAFT)
    assert answer.status_code == 201
    assert answer.json is not None
    number = answer.json["comment"]["id"]
    found = client.get(f"{TALK}/c/{number}")
    assert found.location == f"https://town.example/a#comment-{number}"
    here = client.get(TALK + "/town/here", headers={"Referer": "https://town.example/a"})
    assert here.location.startswith(TALK + "/t/town?")


def test_programs_are_told_where_the_api_is(client: FlaskClient) -> None:
    document = client.get(TALK + "/api/v1/openapi.json").json
    assert document is not None
    assert document["servers"] == [{"url": TALK}]


def test_what_is_not_there_is_a_page_of_ours_below_the_path(client: FlaskClient) -> None:
    answer = client.get(TALK + "/nowhere", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert f'href="{TALK}/static/pages/style.css' in answer.text
