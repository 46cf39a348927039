from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.pages.reading import post

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

THREAD = "/t/town?thread=/a"


def test_pages_carry_headers_that_let_nothing_run(client: FlaskClient) -> None:
    comment = post(client)
    for address in (THREAD, f"{THREAD}&comment={comment}", f"{THREAD}&reply={comment}", "/", "/c/1", "/town/here"):
        headers = client.get(address, headers={"Accept": "text/html"}).headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Set-Cookie" not in headers


def test_images_are_let_in_only_where_the_site_shows_them(client: FlaskClient, set_site: Callable[..., None]) -> None:
    set_site(images="on")
    assert "img-src 'self' https: http:;" in client.get(THREAD).headers["Content-Security-Policy"]


def test_a_good_copy_is_confirmed_until_something_changes(client: FlaskClient, set_site: Callable[..., None]) -> None:
    comment = post(client)
    for address in (THREAD, f"{THREAD}&comment={comment}"):
        first = client.get(address)
        assert first.headers["Cache-Control"].startswith("public, max-age=0")
        assert first.headers["Vary"] == "Accept-Encoding"
        known = {"If-None-Match": first.headers["ETag"]}
        again = client.get(address, headers=known)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        post(client)
        assert client.get(address, headers=known).status_code == 200
    etag = client.get(THREAD).headers["ETag"]
    set_site(title="Village Talk")
    assert client.get(THREAD, headers={"If-None-Match": etag}).status_code == 200


def test_pages_and_answers_of_the_api_never_share_a_tag(client: FlaskClient) -> None:
    post(client)
    tags = [client.get(address).headers["ETag"] for address in (THREAD, f"{THREAD}&sort=best", f"{THREAD}&url=/a")]
    tags.append(client.get("/api/v1/sites/town/comments?thread=/a").headers["ETag"])
    tags.append(client.get(THREAD, headers={"Accept-Encoding": "gzip"}).headers["ETag"])
    assert len(set(tags)) == len(tags)


def test_headers_of_the_client_change_no_byte(client: FlaskClient) -> None:
    post(client)
    plain = client.get(THREAD)
    strange = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "X-Original-URL": "/moderate/",
        "Host": "evil.example",
        "Accept-Language": "de",
        "Referer": "https://evil.example/",
        "Cookie": "session=x",
    }
    assert client.get(THREAD, headers=strange).data == plain.data


def test_the_style_is_named_by_its_content(client: FlaskClient) -> None:
    found = re.search(
        r'<link rel="stylesheet" href="(/static/pages/style\.css\?v=[0-9a-f]{10})">', client.get("/").text
    )
    assert found
    assert client.get(found[1]).mimetype == "text/css"


def test_a_head_is_answered_like_its_page(client: FlaskClient) -> None:
    post(client)
    assert client.head(THREAD).headers["Content-Type"] == "text/html; charset=utf-8"
