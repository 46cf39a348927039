"""Fixtures of the JSON door: a client that checks every answer against the document, a second site, a small world."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss.services import sites
from tests.api.contracts import ContractClient, document_of
from tests.api.operations import Target, build_targets, good_calls
from tests.api.worlds import World, build_world, dump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.config import Settings
    from discuss.services.instance import Instance
    from discuss.store.tables import Site


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that can send mail, so that e-mail is asked for."""
    return replace(settings, smtp_url="smtp://127.0.0.1:9", mail_from="Town Talk <talk@town.example>")


@pytest.fixture
def client(app: Flask, site: Site) -> FlaskClient:
    assert site.name == "town"
    app.test_client_class = ContractClient
    return app.test_client()


@pytest.fixture
def city(session: Session, instance: Instance) -> Site:
    """A second site, which publishes at once as well."""
    sites.add_site(session, instance, sites.NewSite("city", "City Talk", "https://city.example"))
    return sites.set_site(session, "city", {"premoderation": "none"})


@pytest.fixture
def world(client: FlaskClient, session: Session, city: Site) -> World:
    assert city.name == "city"
    return build_world(client, session)


@pytest.fixture
def walk(app: Flask, world: World) -> list[Target]:
    """Every operation with a good request and everything it takes."""
    return list(build_targets(document_of(app), good_calls(world)))


@pytest.fixture
def nothing_stored(walk: list[Target], session: Session) -> Iterator[None]:
    """Nothing at all may be stored by what a test sends."""
    assert walk
    before = dump(session)
    yield
    assert dump(session) == before
