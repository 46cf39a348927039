"""A town with one owner who is told by mail, and a service that takes messages of web hooks."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from tests.services.alerts.receiving import open_receiver
from tests.services.alerts.watched import Watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site
    from tests.notifications.office import Office
    from tests.services.alerts.receiving import Receiver


@pytest.fixture
def town(session: Session, instance: Instance, site: Site, office: Office) -> Watched:
    assert site.name == "town"
    settings = replace(instance.settings, smtp_url=office.url, outbound_allow=(ip_network("127.0.0.1"),))
    town = Watched(session, replace(instance, settings=settings))
    town.join("Olga")
    town.work()
    return town


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as receiver:
        yield receiver
