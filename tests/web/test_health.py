from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy import Engine


def test_a_service_that_can_serve_says_so(client: FlaskClient) -> None:
    for path, word in (("/healthz", "alive\n"), ("/readyz", "ready\n")):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (200, word)
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_of_another_release_is_not_ready_but_alive(client: FlaskClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == "not-ready"
    assert client.get("/healthz").status_code == 200


def test_an_empty_database_is_not_ready(client: FlaskClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert client.get("/readyz").status_code == 503
