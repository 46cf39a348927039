"""Every field of every form × every hostile value: stored as it is or refused in words, and never markup of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.hostile import INVISIBLE_NAMES, TRICKS, UNSTORABLE
from tests.pages.reading import form, post, read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

MARKUP = (
    "</textarea><script>alert(1)</script>",
    "</title></style></script><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "--><b>x</b><!--",
    "{{ speech }}{% include 'x' %}",
    "%s %(name)s {name} {0.__class__}",
    "javascript:alert(1)",
    "//evil.example/",
    "\ud7ff\ue000\U0010fffd",
    "x" * 20_000,
)
VALUES = (*TRICKS, *UNSTORABLE, *INVISIBLE_NAMES, *MARKUP)
FIELDS = ("thread", "url", "parent", "name", "email", "website", "body", "key", "subscribe", "action")


@pytest.fixture(autouse=True)
def _whole_form(set_site: Callable[..., None]) -> None:
    set_site(website="on", posts_limit="off", rules="off", max_links="100", votes="both")


@pytest.mark.parametrize("field", FIELDS)
def test_no_value_of_a_field_breaks_the_form(client: FlaskClient, field: str) -> None:
    for value in VALUES:
        sent = form(email="", website="", action="post", key="k" * 22) | {field: value}
        answer = client.post("/t/town", data=sent)
        assert answer.status_code in {200, 303, 422}, value
        if answer.status_code == 303:
            read(client.get(answer.location))
            continue
        page = read(answer)
        for name in ("name", "body", "email", "website"):
            assert page.fields[name] == sent[name].replace("\x00", "\ufffd") or "\x00" in value, value
    read(client.get("/t/town?thread=/a"))


def test_what_is_posted_stands_there_as_text_alone(client: FlaskClient) -> None:
    for value in (*TRICKS, *MARKUP):
        posted = write(client, name=value, body=value, website="https://ann.example/?" + value)
        if posted.status_code == 303:
            own = read(client.get(posted.location))
            assert own.fields["body"] == value.replace("\r\n", "\n").replace("\r", "\n")
    page = read(client.get("/t/town?thread=/a"))
    assert len(page.comments) > 10
    assert len(page.scripts) == 1


def test_no_text_breaks_the_change_of_a_comment(client: FlaskClient) -> None:
    own = write(client).location
    for value in VALUES:
        for action in ("preview", "save"):
            answer = client.post(own, data={"body": value, "action": action})
            assert answer.status_code in {200, 303, 422}, value
            read(client.get(own) if answer.status_code == 303 else answer)


def test_no_report_or_vote_breaks_its_page(client: FlaskClient) -> None:
    comment = post(client)
    for value in VALUES:
        reported = client.post(f"/c/{comment}/report", data={"reason": "other", "note": value})
        assert reported.status_code in {303, 422}, value
        assert client.post(f"/c/{comment}/report", data={"reason": value}).status_code == 422, value
        answer = client.post(f"/c/{comment}/vote", data={"value": value})
        assert answer.status_code == 422, value
        read(answer)


@pytest.mark.parametrize("name", ["thread", "url", "sort", "cursor", "comment", "reply"])
def test_no_value_in_an_address_breaks_the_thread(client: FlaskClient, name: str) -> None:
    post(client)
    for value in VALUES:
        asked: dict[str, Any] = {"thread": "/a"} | {name: value}
        answer = client.get("/t/town", query_string=asked, headers={"Accept": "text/html"})
        assert answer.status_code in {200, 302, 404, 422}, value
        if answer.status_code != 302:
            read(answer)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"body=%FF%FE&name=%ED%A0%80&action=post&key=kkkkkkkkkkkkkkkkkkkkkk", "application/x-www-form-urlencoded"),
        (b"body=x&body=y&name=a&name=b&thread=/a&url=https://town.example/a", "application/x-www-form-urlencoded"),
        (b"&&&=&=x&%=%", "application/x-www-form-urlencoded"),
        (b'{"body": "x"}', "application/json"),
        (b"\x00\x01", "application/octet-stream"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="body"; filename="a"\r\n\r\nx\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_what_is_no_form_is_answered_with_one(client: FlaskClient, data: bytes, kind: str) -> None:
    answer = client.post("/t/town", data=data, content_type=kind)
    assert answer.status_code in {200, 400, 422}
    read(answer)
    assert read(client.get("/t/town?thread=/a")).comments == []
