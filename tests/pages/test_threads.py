from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def post(client: FlaskClient, **changes: Any) -> Any:
    draft = {"url": "https://town.example/a", "body": "Hello *there*", "author": {"name": "Ann"}} | changes
    return client.post("/api/v1/sites/town/comments", json=draft).json


def test_a_thread_shows_its_comments(client: FlaskClient) -> None:
    posted = post(client)
    page = client.get("/t/town?thread=/a")
    assert page.status_code == 200
    assert f'id="comment-{posted["comment"]["id"]}"' in page.text
    assert "<p>Hello <em>there</em></p>" in page.text
