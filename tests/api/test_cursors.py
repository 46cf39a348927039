"""A cursor belongs to one thread and one sort; one that nobody was given leads nowhere."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.contracts import pointers_of
from tests.api.worlds import COMMENTS, Posted, post

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def read(client: FlaskClient, **query: str) -> dict[str, Any]:
    answer = client.get(COMMENTS, query_string={"thread": "/a", **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def is_refused(client: FlaskClient, cursor: str, **query: str) -> bool:
    answer = client.get(COMMENTS, query_string={"thread": "/a", **query, "cursor": cursor})
    return answer.status_code == 422 and pointers_of(answer) == {"?cursor"}


@pytest.fixture
def roots(client: FlaskClient) -> list[Posted]:
    """Three roots in /a, the first with twelve replies, and the same in /b."""
    found = []
    for url in ("https://town.example/a", "https://town.example/b"):
        found += [post(client, url=url) for _ in range(3)]
        for _ in range(12):
            post(client, url=url, parent=found[-3].id)
    return found


def parts(cursor: str) -> list[Any]:
    found: list[Any] = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return found


def pack(values: list[Any]) -> str:
    return urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


@pytest.mark.usefixtures("roots")
def test_a_cursor_is_good_for_its_thread_and_sort_alone(client: FlaskClient) -> None:
    for sort in ("oldest", "newest", "best"):
        cursor = read(client, sort=sort, limit="1")["next"]
        assert read(client, sort=sort, limit="2", cursor=cursor)["next"] is None
        for other in {"oldest", "newest", "best"} - {sort}:
            assert is_refused(client, cursor, sort=other)
        assert is_refused(client, cursor, sort=sort, thread="/b")
        assert is_refused(client, cursor, sort=sort, thread="/never-seen")


@pytest.mark.usefixtures("roots")
def test_a_branch_is_continued_in_its_thread_alone(client: FlaskClient) -> None:
    page = read(client)
    (more,) = [comment["more"] for comment in page["comments"] if comment["more"]]
    rest = read(client, cursor=more)
    assert len(rest["comments"]) == 2
    assert {comment["parent"] for comment in rest["comments"]} == {page["comments"][0]["id"]}
    assert is_refused(client, more, thread="/b")


def test_a_cursor_made_up_reads_no_other_thread(client: FlaskClient, roots: list[Posted]) -> None:
    thread, *_ = parts(read(client, limit="1")["next"])
    for root, after in ((roots[3].id, "0"), (roots[3].id, roots[3].id)):
        answer = client.get(COMMENTS, query_string={"thread": "/a", "cursor": pack([thread, int(root), int(after)])})
        assert answer.status_code == 422 or answer.get_json()["comments"] == []
    for broken in (
        [thread],
        [thread, "oldest"],
        [thread, "oldest", 2, 0.0, 1],
        [thread, "oldest", 0, 1.5, 1],
        [thread, "oldest", 0, 0.0, -1],
        [thread, "oldest", 0, 0.0, 2**63],
        [thread, "OLDEST", 0, 0.0, 1],
        [str(thread), "oldest", 0, 0.0, 1],
        [thread, "oldest", 0, 0.0, 1, 1],
        [thread, [], 0],
        {"thread": thread},
        [thread, 1.0, 2],
        [thread, True, 2**64],
        [None, None, None],
    ):
        assert is_refused(client, pack(broken)), broken  # type: ignore[arg-type]


@pytest.mark.usefixtures("roots")
def test_a_cursor_is_the_same_for_everybody(client: FlaskClient) -> None:
    one = read(client, limit="1")["next"]
    two = client.get(COMMENTS, query_string={"thread": "/a", "limit": "1"}, headers={"Discuss-Reader": "0" * 32})
    assert two.get_json()["next"] == one
