"""What a request costs in statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.generate import grow_thread, talk
from discuss.domain.paging import Sort
from discuss.services import sites
from discuss.store.flask_db import db
from tests.store.listening import listening

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.store.tables import Site

PAGE = "/api/v1/sites/town/comments"
POST_MOST = 28


@pytest.fixture
def answered(app: Flask, client: FlaskClient, session: Session, site: Site) -> StatementCount:
    sites.set_site(session, "town", {"quiet_after": "0"})  # the talk is an old one
    grow_thread(session, site.id, "/a", talk(200))
    return StatementCount(app, client)


class StatementCount:
    """Sends a request, and counts the statements that answering it took."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        with app.app_context():
            self._engine = db.engine
        self._client = client

    def get(self, sort: Sort, cursor: str | None = None, etag: str | None = None) -> tuple[int, str | None, str | None]:
        """Give the number of statements, the next cursor and the ETag."""
        query = {"thread": "/a", "sort": sort.value, "limit": "5"} | ({"cursor": cursor} if cursor else {})
        with listening(self._engine) as statements:
            answer = self._client.get(PAGE, query_string=query, headers={"If-None-Match": etag} if etag else {})
        assert answer.status_code == (304 if etag else 200)
        following = answer.get_json()["next"] if not etag else None
        return len(statements.sent), following, answer.headers["ETag"]

    def post(self, headers: dict[str, str]) -> int:
        draft = {"url": "https://town.example/a", "body": "Hello", "author": {"name": "Ann"}}
        with listening(self._engine) as statements:
            answer = self._client.post(PAGE, json=draft, headers=headers)
        assert answer.status_code == 201
        return len(statements.sent)


@pytest.mark.parametrize("sort", Sort)
def test_a_page_takes_three_statements_and_a_good_copy_one(answered: StatementCount, sort: Sort) -> None:
    first, cursor, etag = answered.get(sort)
    following, _, other = answered.get(sort, cursor)
    known, _, same = answered.get(sort, etag=etag)
    assert first <= 3
    assert following <= 3
    assert known == 1
    assert etag == same != other


def test_a_post_takes_no_more_statements_than_it_did(answered: StatementCount) -> None:
    headers = {"Idempotency-Key": "one", "Discuss-Reader": "0" * 32}
    assert answered.post(headers) <= POST_MOST
    assert answered.post(headers) <= 4  # a retry: whose month, which site, what was answered
