"""Fixtures: a fresh database of either kind, an application on it, a site, and clients."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from discuss import create_app
from discuss.config import Settings
from discuss.services import sites
from discuss.services.instance import build_instance
from discuss.store.engine import open_engine
from discuss.store.flask_db import db
from discuss.store.migrate import migrate
from discuss.web.current import EXTENSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from jinja2 import BytecodeCache
    from sqlalchemy import Engine

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

SECRET = "a secret that only the tests know, and long enough"
BLOG = "https://town.example"

# These machines are noisy: no test asserts a time.
hypothesis_settings.register_profile("discuss", deadline=None)
hypothesis_settings.load_profile("discuss")

pytest_plugins = ["tests.notifications.office", "tests.postgres", "tests.wheels"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with all tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = tmp_path / "discuss.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database: everything that touches the store runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def empty(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database in which there is nothing, not even tables."""
    engine = open_engine(str(request.getfixturevalue(f"empty_{request.param}_url")))
    yield engine
    engine.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        secret_key=SECRET,
        database_url=database_url,
        data_dir=tmp_path,
        base_url="https://comments.example",
        smtp_url="smtp://127.0.0.1:1",  # mail is offered; nobody listens there
        mail_from="comments@town.example",
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates compiled once for all the applications of a run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session", autouse=True)
def compiled_routes() -> Iterator[None]:
    """Compile what builds the address of a route once for all the applications of a run: it takes a third of its time.

    What comes out depends on the route alone.
    """
    known: dict[tuple[object, ...], Any] = {}
    compile_builder = Rule._compile_builder

    def remember(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", remember)
        yield


@pytest.fixture
def app(settings: Settings, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    app.config["TESTING"] = False  # errors are answered as they would be, never raised into the test
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def instance(settings: Settings, request: pytest.FixtureRequest) -> Instance:
    """What the application goes by; without a door there is no application, which takes its time to build."""
    if "app" not in request.fixturenames:
        return build_instance(settings)
    instance: Instance = request.getfixturevalue("app").extensions[EXTENSION]
    return instance


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def site(session: Session, instance: Instance) -> Site:
    """The site `town`, which publishes at once."""
    sites.add_site(session, instance, sites.NewSite("town", "Town Talk", BLOG))
    return sites.set_site(session, "town", {"premoderation": "none"})


@pytest.fixture
def client(app: Flask, site: Site) -> FlaskClient:
    assert site.name == "town"
    return app.test_client()
