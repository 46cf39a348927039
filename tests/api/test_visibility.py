"""Every way to read against every status: what is not visible shows nowhere, and what is private nowhere at all."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import md5, sha1, sha256
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from discuss.domain.status import Status
from discuss.services import sites
from discuss.store.session import reading
from discuss.store.tables import Comment
from tests.api.worlds import COMMENTS, Posted, new_reader, post, set_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.store.tables import Site

HIDDEN = [status for status in Status if status is not Status.APPROVED]


def canaries(number: int) -> dict[str, Any]:
    """Give a draft in which every field can be told from any other."""
    return {
        "body": f"canarybody{number}",
        "title": f"canarytitle{number}",
        "author": {
            "name": f"canaryname{number}",
            "email": f"canarymail{number}@example.org",
            "website": f"https://canarysite{number}.example/",
        },
        "subscribe": True,
    }


def public_bytes(client: FlaskClient, ids: list[str], threads: tuple[str, ...] = ("/a",)) -> bytes:
    """Read everything that a stranger can read: headers and bodies."""
    return b"\n".join(_everything(client, ids, threads))


def _everything(client: FlaskClient, ids: list[str], threads: tuple[str, ...]) -> Iterator[bytes]:
    for thread in threads:
        for sort in ("oldest", "newest", "best"):
            for page in _pages(client, {"thread": thread, "sort": sort, "limit": "1"}):
                yield page
                for more in re.findall(rb'"more":"([^"]+)"', page):
                    yield from _pages(client, {"thread": thread, "sort": sort, "limit": "1", "cursor": more.decode()})
    yield client.get("/api/v1/sites/town/counts", query_string={"thread": threads}).data
    for each in ids:
        path = f"/api/v1/comments/{each}"
        for answer in (
            client.get(path),
            client.get(f"{path}/own"),
            client.get(f"{path}/own", headers={"Authorization": "Bearer x"}),
            client.patch(path, json={"body": "x"}),
            client.delete(path),
        ):
            yield f"{answer.status_code} {answer.headers}".encode() + answer.data


def _pages(client: FlaskClient, query: dict[str, str]) -> Iterator[bytes]:
    cursor: str | None = query.get("cursor")
    while True:
        answer = client.get(COMMENTS, query_string=query | ({"cursor": cursor} if cursor else {}))
        yield str(answer.headers).encode() + answer.data
        cursor = answer.get_json()["next"]
        if cursor is None:
            return


@pytest.fixture
def everything_wanted(session: Session, site: Site) -> None:
    assert site.name == "town"
    sites.set_site(session, "town", {"website": "on", "email": "required"})


@pytest.mark.usefixtures("everything_wanted")
@pytest.mark.parametrize("status", HIDDEN)
@pytest.mark.parametrize("has_reply", [False, True])
def test_what_is_not_visible_shows_nowhere(
    client: FlaskClient, session: Session, status: Status, *, has_reply: bool
) -> None:
    post(client, **canaries(1))
    hidden = post(client, **canaries(2))
    replies = [post(client, parent=hidden.id, **canaries(3))] if has_reply else []
    for reader in (new_reader(), new_reader()):
        client.put(f"{hidden.path}/vote", json={"value": 1}, headers=reader)
    set_status(session, hidden.id, status)
    seen = public_bytes(client, [hidden.id, *(reply.id for reply in replies)])
    assert b"canarybody1" in seen
    assert re.findall(rb"canary\w+2", seen) == []
    answer = client.get(hidden.path)
    if not has_reply:
        assert answer.status_code == 404
        assert hidden.id.encode() not in client.get(COMMENTS, query_string={"thread": "/a"}).data
    else:
        assert answer.get_json()["comment"] == _tombstone(hidden)
        assert _tombstone(hidden) in client.get(COMMENTS, query_string={"thread": "/a"}).get_json()["comments"]


def _tombstone(hidden: Posted) -> dict[str, Any]:
    """A tombstone says that something stood here, and nothing of what it was."""
    return {
        "id": hidden.id,
        "parent": None,
        "depth": 0,
        "replies": 1,
        "pinned": False,
        "created": hidden.answer["comment"]["created"],
        "edited": None,
        "score": 0,
        "kind": "comment",
        "more": None,
        "deleted": True,
    }


@pytest.mark.usefixtures("everything_wanted")
def test_a_tombstone_goes_with_the_last_visible_reply(client: FlaskClient, session: Session) -> None:
    top = post(client, **canaries(1))
    middle = post(client, parent=top.id, **canaries(2))
    leaf = post(client, parent=middle.id, **canaries(3))
    for comment in (top, middle):
        set_status(session, comment.id, Status.REJECTED)
    assert [client.get(each.path).status_code for each in (top, middle, leaf)] == [200, 200, 200]
    client.delete(leaf.path, headers=leaf.proof)
    assert [client.get(each.path).status_code for each in (top, middle, leaf)] == [404, 404, 404]
    page = client.get(COMMENTS, query_string={"thread": "/a"}).get_json()
    assert (page["comments"], page["thread"]["count"]) == ([], 0)


@pytest.mark.usefixtures("everything_wanted")
def test_what_is_private_shows_nowhere(client: FlaskClient, session: Session) -> None:
    comments = [post(client, **canaries(number)) for number in range(3)]
    seen = public_bytes(client, [each.id for each in comments]).lower()
    assert b"canaryname1" in seen
    for secret in _secrets(session, comments):
        assert secret.lower() not in seen


def _secrets(session: Session, comments: list[Posted]) -> Iterator[bytes]:
    for number, comment in enumerate(comments):
        email = f"canarymail{number}@example.org".encode()
        for known in (email, comment.reader["Discuss-Reader"].encode(), comment.reader["X-Forwarded-For"].encode()):
            yield known
            for digest in (md5, sha1, sha256):
                yield digest(known).hexdigest().encode()
        yield b"canarymail"
        yield comment.token.encode()
    with reading(session):
        for marks in session.execute(select(Comment.reader, Comment.address, Comment.network)):
            for mark in marks:
                yield mark.hex().encode()
                yield b64encode(mark).rstrip(b"=")


def test_the_number_of_those_who_wait_shows_nowhere(client: FlaskClient, session: Session) -> None:
    """One thread with 3 visible comments, another with the same 3 and 40 that wait: the same for a stranger."""
    known = [new_reader() for _ in range(3)]
    for reader in known:
        post(client, url="https://town.example/known", reader=reader)
    sites.set_site(session, "town", {"premoderation": "new", "votes": "both"})
    pages = "https://town.example/bb", "https://town.example/cc"
    held = [post(client, url=pages[0], **canaries(100))]
    seen: list[list[Posted]] = []
    for number, reader in enumerate(known):
        held += [post(client, url=pages[0], **canaries(number)) for _ in range(13)]
        parents = [seen[-1][0].id, seen[-1][1].id] if number == 2 else [None, None]
        same: dict[str, Any] = {"body": f"No. {number}", "title": "Seen", "reader": reader}
        seen.append([post(client, url=url, parent=parent, **same) for url, parent in zip(pages, parents, strict=True)])
        held += [post(client, url=pages[0], parent=seen[-1][0].id, **canaries(50 + number)) for _ in range(number // 2)]
        held[-1].answer["status"] = "pending"
    assert len(held) == 41
    for comment in held:
        client.put(f"{comment.path}/vote", json={"value": 1}, headers=known[0])
        client.post(f"{comment.path}/flags", json={"reason": "spam"}, headers=known[0])
    left = public_bytes(client, [each[0].id for each in seen], ("/bb",))
    right = public_bytes(client, [each[1].id for each in seen], ("/cc",))
    assert _folded(left, [each[0].id for each in seen]) == _folded(right, [each[1].id for each in seen])
    assert b"canary" not in left


def test_a_thread_in_which_all_is_held_is_none(client: FlaskClient, session: Session) -> None:
    sites.set_site(session, "town", {"premoderation": "all"})
    post(client, url="https://town.example/held", **canaries(1))
    for thread, other in (("/held", "/none"), ("/held/", "/none/")):
        asked, unasked = (client.get(COMMENTS, query_string={"thread": each}) for each in (thread, other))
        assert asked.data.replace(b"held", b"none") == unasked.data
    wishes = [
        client.post(
            "/api/v1/sites/town/subscriptions", json={"thread": each, "email": "x@example.org"}, headers=new_reader()
        )
        for each in ("/held", "/none")
    ]
    assert (wishes[0].status_code, wishes[0].data) == (422, wishes[1].data)


def _folded(text: bytes, ids: list[str]) -> bytes:
    """Put names for what differs between any two threads: ids, times, cursors, tags, the address."""
    for number, each in enumerate(ids):
        text = text.replace(each.encode(), b"ID%d" % number)
    text = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"TIME", text)
    text = re.sub(rb'"(next|more|cursor)":"[^"]+"', rb'"\1":"CURSOR"', text)
    text = re.sub(rb"(?im)^(date|etag|x-request-id|content-length): .*$", rb"\1", text)
    return text.replace(b"/bb", b"/cc")
