from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_writing_preview_and_post(client: FlaskClient) -> None:
    form = {"thread": "/a", "url": "https://town.example/a", "name": "Ann", "body": "Hello *there*"}
    preview = client.post("/t/town", data=form | {"action": "preview"})
    assert preview.status_code == 200
    assert "<p>Hello <em>there</em></p>" in preview.text
    key = re.search(r'name="key" value="(.*?)"', preview.text)
    assert key is not None
    posted = client.post("/t/town", data=form | {"action": "post", "key": key[1]})
    assert posted.status_code == 303
    own = client.get(posted.location)
    assert own.status_code == 200
    assert "Published" in own.text
    again = client.post("/t/town", data=form | {"action": "post", "key": key[1]})
    assert again.location == posted.location
    edited = client.post(posted.location, data={"body": "Other", "action": "save"})
    assert edited.status_code == 303
    assert "Other" in client.get(edited.location).text
    thread = client.get("/t/town?thread=/a").text
    comment = re.search(r'id="comment-(\d+)"', thread)
    assert comment is not None
    assert client.get(f"/t/town?thread=/a&reply={comment[1]}").status_code == 200
    assert client.get(f"/t/town?thread=/a&comment={comment[1]}").status_code == 200
    assert client.get(f"/c/{comment[1]}").location == f"https://town.example/a#comment-{comment[1]}"
    assert client.get(f"/c/{comment[1]}/report").status_code == 200
    assert client.post(f"/c/{comment[1]}/report").status_code == 422
    assert client.post(f"/c/{comment[1]}/report", data={"reason": "spam"}).status_code == 303
    assert client.get(f"/c/{comment[1]}/reported").status_code == 200
    voted = client.post(f"/c/{comment[1]}/vote", data={"value": "1"})
    assert "1 vote" in client.get(voted.location).text
    assert client.get(posted.location + "/delete").status_code == 200
    gone = client.post(posted.location + "/delete")
    assert "deleted" in client.get(gone.location).text
    assert client.get(f"/c/{comment[1]}").status_code == 404
    assert client.get("/").status_code == 200
    assert client.get("/town/here").status_code == 200
    assert client.get("/nothing", headers={"Accept": "text/html"}).mimetype == "text/html"
