from __future__ import annotations

import json
import smtplib
from typing import TYPE_CHECKING, Any

from discuss.logs import describe_error, write_error

if TYPE_CHECKING:
    import pytest
    from flask import Flask
    from flask.testing import FlaskClient

COMMENTS = "/api/v1/sites/town/comments"
CANARIES = {
    "body": "canary-body",
    "author": {"name": "canary-name", "email": "canary-email@example.org", "website": "https://canary-website.example"},
    "url": "https://town.example/canary-page",
    "title": "canary-title",
}


def lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    text = captured.readouterr().err
    assert "canary" not in text.lower()
    assert "203.0.113" not in text
    return [json.loads(line) for line in text.splitlines()]


def test_each_request_is_one_line_with_its_id_and_nothing_of_the_reader(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    headers = {
        "Idempotency-Key": "canary-key",
        "Discuss-Reader": "ca" * 16,
        "User-Agent": "canary-agent",
        "Referer": "https://town.example/canary-referer",
        "X-Forwarded-For": "203.0.113.7",
        "Cookie": "session=canary-cookie",
    }
    posted = client.post(COMMENTS, json=CANARIES, headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert posted.status_code == 201
    assert posted.json is not None
    token, number = posted.json["edit_token"], posted.json["comment"]["id"]
    answers = [
        posted,
        client.get(COMMENTS, query_string={"thread": "/canary-page", "cursor": "canary"}),
        client.get(f"/api/v1/comments/{number}/own", headers={"Authorization": f"Bearer {token}"}),
        client.get(f"/own/{number}/{token}"),
        client.get("/canary-nowhere?canary=1"),
        client.post(COMMENTS, data="{canary", content_type="application/json"),
        client.post(COMMENTS, json=CANARIES | {"canary": 1}),
    ]
    text = capfd.readouterr().err
    assert token not in text
    assert number not in text
    assert "canary" not in text.lower()
    assert "203.0.113" not in text
    written = [json.loads(line) for line in text.splitlines()]
    assert [line["event"] for line in written] == ["request"] * len(answers)
    assert [line["request_id"] for line in written] == [answer.headers["X-Request-Id"] for answer in answers]
    assert [line["status"] for line in written] == [answer.status_code for answer in answers]
    assert [line["route"] for line in written[:5]] == [
        "/api/v1/sites/<site:site>/comments",
        "/api/v1/sites/<site:site>/comments",
        "/api/v1/comments/<id:comment>/own",
        "/own/<id:comment>/<token>",
        "-",
    ]


def test_a_crash_is_written_with_its_place_and_without_what_was_in_hand(
    app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    def crash() -> str:
        secret = "canary-local"
        raise ValueError(f"{secret} canary-words")

    app.add_url_rule("/crash", "crash", crash)
    capfd.readouterr()
    answer = app.test_client().get("/crash", query_string={"thread": "/canary"})
    assert answer.status_code == 500
    crashed, request = lines(capfd)
    assert crashed["request_id"] == request["request_id"] == answer.headers["X-Request-Id"]
    assert (crashed["level"], crashed["error"]) == ("error", "ValueError")
    assert crashed["at"][-1].startswith("tests/web/test_logs.py:")


def test_what_speaks_of_machines_keeps_its_words() -> None:
    assert (
        describe_error(FileNotFoundError(2, "No such file", "/x")) == "FileNotFoundError: [Errno 2] No such file: '/x'"
    )
    refused = smtplib.SMTPRecipientsRefused({"canary@example.org": (550, b"canary")})
    assert describe_error(refused) == "SMTPRecipientsRefused"


def test_causes_are_named_too() -> None:
    error = ConnectionError("gone")
    error.__cause__ = KeyError("canary")
    event = write_error(None, "", {"event": "x", "exc_info": error})
    assert event == {"event": "x", "error": "ConnectionError: gone < KeyError", "at": []}
