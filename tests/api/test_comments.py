from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient

COMMENTS = "/api/v1/sites/town/comments"


def draft(**changes: Any) -> dict[str, Any]:
    return {"url": "https://town.example/a", "body": "Hello *there*", "author": {"name": "Ann"}} | changes


def test_a_comment_is_posted_and_read(client: FlaskClient) -> None:
    posted = client.post(COMMENTS, json=draft())
    assert posted.status_code == 201
    page = client.get(COMMENTS, query_string={"thread": "/a"}).json
    assert page is not None
    assert [comment["html"] for comment in page["comments"]] == ["<p>Hello <em>there</em></p>"]
    assert page["thread"]["count"] == 1


def test_a_repeated_key_gives_the_first_answer(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "one"}
    first = client.post(COMMENTS, json=draft(), headers=headers)
    again = client.post(COMMENTS, json=draft(), headers=headers)
    other = client.post(COMMENTS, json=draft(body="Other"), headers=headers)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.data == again.data
