"""A small world to be rude to: two sites, threads, a comment of every status, and dumps of all that is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from discuss.domain.decisions import Deed
from discuss.domain.permissions import Role
from discuss.domain.status import Status
from discuss.services import access, moderation, sites
from discuss.store.base import Base
from discuss.store.queries import comments as queries
from discuss.store.session import reading, writing
from discuss.store.tables import Comment
from discuss.web.current import EXTENSION

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

COMMENTS = "/api/v1/sites/town/comments"
PAGE = "https://town.example/a"
_readers = count(1)


def draft(**changes: Any) -> dict[str, Any]:
    """Give the body of a post; `author` is replaced as a whole."""
    return {"url": PAGE, "body": "Hello *there*", "author": {"name": "Ann"}} | changes


def new_reader() -> dict[str, str]:
    """Give the headers of a reader whom nobody met before, at an address of its own."""
    number = next(_readers)
    return {
        "Discuss-Reader": f"{number:032x}",
        "X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",
    }


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment as it was answered to its author."""

    id: str
    token: str
    reader: dict[str, str]
    answer: dict[str, Any] = field(repr=False)

    @property
    def path(self) -> str:
        return f"/api/v1/comments/{self.id}"

    @property
    def proof(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def post(client: FlaskClient, site: str = "town", reader: dict[str, str] | None = None, **changes: Any) -> Posted:
    """Post as a new reader unless `reader` says as whom."""
    headers = reader or new_reader()
    answer = client.post(f"/api/v1/sites/{site}/comments", json=draft(**changes), headers=headers)
    assert answer.status_code in {201, 202}, answer.text
    found: dict[str, Any] = answer.get_json()
    return Posted(found["comment"]["id"], found["edit_token"], headers, found)


def set_status(session: Session, comment_id: str, status: Status) -> None:
    """Decide as a moderator does: with counts, tombstones and versions."""
    with writing(session):
        comment = session.get_one(Comment, int(comment_id))
        thread = queries.lock_thread(session, comment.thread_id)
        queries.set_status(session, thread, session.get_one(Comment, int(comment_id), populate_existing=True), status)


def dump(session: Session, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of every table, but for those in `without`."""
    with reading(session):
        return {
            table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


@dataclass(frozen=True, slots=True)
class World:
    """Comments in thread /a of `town` by status, one with a reply below each that is not visible; others elsewhere."""

    by_status: dict[Status, Posted]
    reply: Posted
    elsewhere: Posted
    other_site: Posted
    member: dict[str, str]  # the headers of a moderator's program
    batch: str  # a decision that can be undone

    @property
    def visible(self) -> Posted:
        return self.by_status[Status.APPROVED]


def build_member(
    session: Session, instance: Instance, site: str = "town", role: Role = Role.MODERATOR
) -> dict[str, str]:
    """Make a member of a site and give the headers that its programs send."""
    email = f"{role}@{site}.example"
    sites.add_user(session, instance, email, f"{role} of {site}")
    sites.set_role(session, email, site, role)
    return {"Authorization": f"Bearer {access.add_token(session, instance, email, 'tests')}"}


def build_world(client: FlaskClient, session: Session) -> World:
    sites.set_site(session, "town", {"flags_hold": "0"})  # however often a test reports, everything stays visible
    by_status = {status: post(client, body=f"This one is {status}") for status in Status}
    reply = post(client, body="A reply", parent=by_status[Status.APPROVED].id)
    elsewhere = post(client, url="https://town.example/b")
    other_site = post(client, "city", url="https://city.example/a")
    for status, comment in by_status.items():
        if status is not Status.APPROVED:
            set_status(session, comment.id, status)
    instance = client.application.extensions[EXTENSION]
    member = build_member(session, instance)
    decided = post(client, url="https://town.example/decided")
    actor = access.load_actor_of_token(session, instance, member["Authorization"].removeprefix("Bearer "))
    seen = moderation.Decision(items=[moderation.Item(int(decided.id), 1)], deed=Deed.SPAM)
    batch = moderation.decide(session, instance, actor, seen).batch
    return World(by_status, reply, elsewhere, other_site, member, batch)
