"""Nobody looks for a day: the owners are reminded, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.domain.permissions import Role
from discuss.services import presence, sites
from tests.services.alerts.watched import CANARY

if TYPE_CHECKING:
    from tests.notifications.office import Office
    from tests.services.alerts.watched import Watched

pytestmark = pytest.mark.servers


def test_nobody_looks_for_a_day_and_the_owners_are_reminded_once(town: Watched, office: Office) -> None:
    mo = town.join("Mo", Role.MODERATOR)
    town.post()
    town.work()
    del office.envelopes[:]
    for hours in range(24):
        assert (hours, office.envelopes) == (hours, [])
        town.leap(60)
    town.leap(60)
    (mail,) = office.messages
    assert (mail["To"], mail["Subject"]) == ("olga@team.example", "Nobody looks at the comments of Town Talk")
    assert CANARY.encode() not in office.envelopes[0].content
    for _ in range(72):
        town.leap(60)
    assert len(office.envelopes) == 1

    comment = town.post()
    town.work()
    del office.envelopes[:]
    presence.set_reading(town.session, town.instance, mo, "town", comment)
    for _ in range(23):
        town.leap(60)
    assert office.envelopes == []
    town.leap(60)
    assert office.recipients == ["olga@team.example"]


def test_a_fresh_report_hides_nothing_that_waits_longer(town: Watched, office: Office) -> None:
    sites.set_site(town.session, "town", {"premoderation": "none"})
    published = town.post()
    sites.set_site(town.session, "town", {"premoderation": "all"})
    town.post()
    town.work()
    town.leap(20 * 60)
    town.flag(published)
    town.work()
    del office.envelopes[:]
    town.leap(5 * 60)
    assert "Nobody looks at the comments of Town Talk" in [mail["Subject"] for mail in office.messages]


def test_who_looks_every_day_is_never_reminded(town: Watched, office: Office) -> None:
    comment = town.post()
    town.work()
    del office.envelopes[:]
    for _ in range(5):
        town.leap(20 * 60)
        presence.set_reading(town.session, town.instance, town.actor("Olga"), "town", comment)
    assert office.envelopes == []
