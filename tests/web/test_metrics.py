from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss import create_app
from discuss.store.flask_db import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from discuss.config import Settings
    from discuss.store.tables import Site

COMMENTS = "/api/v1/sites/town/comments"


@pytest.fixture
def guarded(settings: Settings, site: Site) -> Iterator[Flask]:
    """An application whose figures have a token."""
    assert site.name == "town"
    app = create_app(replace(settings, metrics_token="let-me-see"))
    yield app
    with app.app_context():
        db.engine.dispose()


def read(client: FlaskClient, pattern: str) -> float:
    found = re.search(rf"(?m)^{pattern} (\S+)$", client.get("/metrics").text)
    return float(found[1]) if found else 0.0


def test_requests_are_counted_by_the_template_of_their_route(client: FlaskClient) -> None:
    pattern = r'discuss_requests_total\{method="GET",route="/api/v1/sites/<site:site>/comments",status="200"\}'
    before = read(client, pattern)
    client.get(COMMENTS, query_string={"thread": "/canary"})
    assert read(client, pattern) == before + 1
    text = client.get("/metrics").text
    assert "canary" not in text
    assert 'discuss_request_seconds_bucket{le="+Inf",method="GET"' in text


def test_paths_and_methods_that_probers_make_up_are_one_row(client: FlaskClient) -> None:
    for number in range(5):
        client.open(f"/no-such-{number}", method=f"X{number}")
    rows = [line for line in client.get("/metrics").text.splitlines() if 'route="-"' in line and "_total{" in line]
    assert len([row for row in rows if 'method="other"' in row]) == 1


def test_posts_are_counted_by_what_their_authors_were_told(client: FlaskClient) -> None:
    before = read(client, r'discuss_posts_total\{status="approved"\}')
    body = {"url": "https://town.example/a", "body": "Hello", "author": {"name": "Ann"}}
    assert client.post(COMMENTS, json=body).status_code == 201
    assert client.post(COMMENTS, json=body | {"body": ""}).status_code == 422
    assert read(client, r'discuss_posts_total\{status="approved"\}') == before + 1
    assert read(client, "discuss_limiter_degraded") == 0.0


def test_jobs_are_counted(client: FlaskClient) -> None:
    text = client.get("/metrics").text
    assert 'discuss_jobs{state="due"} 0.0' in text
    assert 'discuss_jobs{state="failed"} 0.0' in text


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 401),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 401),
        ("203.0.113.9", {}, 401),
        ("203.0.113.9", {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("", {}, 401),
        ("203.0.113.9", {"Authorization": "Bearer let-me-see"}, 200),
        ("127.0.0.1", {"Authorization": "Bearer let-me-see", "X-Forwarded-For": "203.0.113.9"}, 200),
        ("203.0.113.9", {"Authorization": "Bearer let-me-in"}, 401),
        ("203.0.113.9", {"Authorization": "Bearer "}, 401),
    ],
)
def test_the_figures_are_for_this_machine_or_for_the_token(
    guarded: Flask, peer: str, headers: dict[str, str], status: int
) -> None:
    answer = guarded.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == status


def test_without_a_token_none_opens(client: FlaskClient) -> None:
    for token in ("", "x"):
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.9"})
        assert answer.status_code == 401
