"""What is not public leaves no byte on any page, and reading changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, select

from discuss.domain.status import Status
from discuss.store.base import Base
from tests.pages.reading import post, read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

CANARIES = ("Canary Name", "canary-text", "canary.example", "canary@mail.example")
HIDDEN = [status for status in Status if status is not Status.APPROVED]


def public_addresses(comments: list[str]) -> list[str]:
    thread = "/t/town?thread=/a"
    return [
        *(
            "/",
            "/town/here",
            "/town/decisions",
            "/t/town",
            thread,
            f"{thread}&sort=newest",
            f"{thread}&sort=best",
            f"{thread}&url=/a",
        ),
        *(f"{thread}&comment={comment}" for comment in comments),
        *(f"{thread}&reply={comment}" for comment in comments),
        *(f"/c/{comment}{page}" for comment in comments for page in ("", "/report", "/reported", "/vote")),
        *(f"/own/{comment}/not-the-token" for comment in comments),
    ]


@pytest.mark.parametrize("status", HIDDEN)
@pytest.mark.parametrize("has_reply", [True, False])
def test_what_is_hidden_leaves_no_byte(
    client: FlaskClient,
    set_site: Callable[..., None],
    set_status: Callable[[str, Status], None],
    status: Status,
    has_reply: bool,
) -> None:
    set_site(website="on", public_log="on")
    post(client)
    posted = write(
        client,
        name=CANARIES[0],
        body=f"{CANARIES[1]} https://{CANARIES[2]}/",
        website=f"https://{CANARIES[2]}/",
        subscribe="1",
        email=CANARIES[3],
    )
    hidden = posted.location.split("/")[2]
    comments = [hidden, *([post(client, parent=hidden)] if has_reply else [])]
    set_status(hidden, status)
    for address in public_addresses(comments):
        answer = client.get(address, headers={"Accept": "text/html"}, follow_redirects=address == "/t/town")
        everything = answer.text + str(answer.headers)
        assert not [canary for canary in CANARIES if canary in everything], address
    assert CANARIES[3] not in client.get(posted.location).text


def test_a_hidden_comment_changes_no_public_byte(client: FlaskClient, set_site: Callable[..., None]) -> None:
    post(client)
    set_site(premoderation="all")
    before = client.get("/t/town?thread=/a")
    write(client, body="A held comment")
    after = client.get("/t/town?thread=/a")
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_an_e_mail_address_is_on_no_page(client: FlaskClient) -> None:
    posted = write(client, subscribe="1", email="ann@mail.example")
    comment = posted.location.split("/")[2]
    for address in (*public_addresses([comment]), posted.location):
        assert "mail.example" not in client.get(address).text


def test_reading_changes_nothing(client: FlaskClient, session: Session) -> None:
    comment = post(client)
    own = write(client).location
    before = dump(session)
    seen: set[str] = set()
    waiting = [*public_addresses([comment]), own]
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen or not address.startswith("/"):
            continue
        seen.add(address)
        answer = client.get(address, headers={"Accept": "text/html", "Origin": "https://comments.example"})
        if answer.mimetype == "text/html" and answer.status_code == 200 and "/api/" not in address:
            waiting += read(answer).links
    assert f"{own}/delete" in seen
    assert dump(session) == before


def dump(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table."""
    session.rollback()
    return {
        name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
        for name, table in Base.metadata.tables.items()
        if inspect(session.get_bind()).has_table(name)
    }
