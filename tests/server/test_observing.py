from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import requests

from tests.server.clients import post, read_all

if TYPE_CHECKING:
    from tests.serving import LiveServer

pytestmark = pytest.mark.servers

POSTS = 30


def test_the_figures_of_all_workers_are_one(live_server: LiveServer) -> None:
    for number in range(POSTS):
        assert post(live_server, f"key-{number}").status_code == 201  # a new connection each: any worker may get it
    assert len(read_all(live_server)) == POSTS
    for _ in range(10):
        assert live_server.read_metric(r'discuss_posts_total\{status="approved"\}') == POSTS
    route = "/api/v1/sites/<site:site>/comments"
    assert live_server.read_metric(rf'discuss_requests_total\{{method="POST",route="{route}",status="201"\}}') == POSTS
    assert live_server.read_metric(rf'discuss_request_seconds_count\{{method="POST",route="{route}"\}}') == POSTS


def test_the_figures_are_not_for_those_behind_a_proxy(live_server: LiveServer) -> None:
    assert requests.get(f"{live_server.url}/metrics", timeout=10).status_code == 200
    headers = {"X-Forwarded-For": "203.0.113.9"}
    assert requests.get(f"{live_server.url}/metrics", headers=headers, timeout=10).status_code == 401


def test_the_log_of_the_real_server_is_json_and_knows_nobody(live_server: LiveServer) -> None:
    token = post(live_server, "canary-key", author={"name": "canary"}).json()["edit_token"]
    number = read_all(live_server)[0]["id"]
    requests.get(f"{live_server.url}/own/{number}/{token}", timeout=10)
    answer = requests.get(f"{live_server.url}/canary", headers={"X-Forwarded-For": "203.0.113.7"}, timeout=10)
    log = live_server.log
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert answer.headers["X-Request-Id"] in {event.get("request_id") for event in events}
    for secret in ("canary", token, number, "203.0.113", "127.0.0.1:"):
        assert secret not in log.partition("Data:")[2]
