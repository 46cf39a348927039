"""Monday's lines: to each owner, once, by a moved clock, without a word of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from discuss import __version__
from discuss.domain.mondays import last_monday
from discuss.domain.permissions import Role
from discuss.domain.times import DAY
from discuss.services import sites
from discuss.store.machine_tables import Job
from discuss.store.queries.alerts import set_mail
from discuss.store.queries.copies import note_copy
from discuss.store.queries.jobs import NEVER
from discuss.store.session import writing
from discuss.store.tables import Site as SiteRow
from tests.notifications.letters import part
from tests.services.alerts.watched import CANARY, TITLES

if TYPE_CHECKING:
    from discuss.store.tables import Site
    from tests.notifications.office import Office
    from tests.services.alerts.watched import Watched

pytestmark = pytest.mark.servers

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def town(town: Watched, site: Site, office: Office) -> Watched:
    """A town that was made long ago, on the Sunday before a Monday; nothing was told yet."""
    sites.set_site(town.session, "town", {"timezone": "Europe/Berlin", "premoderation": "none", "monday": "on"})
    with writing(town.session):
        town.session.get_one(SiteRow, site.id).created = town.now - 90 * DAY
    town.now = last_monday(town.now, BERLIN) + 6 * DAY
    town.work()
    del office.envelopes[:]
    return town


def leap_to_monday(town: Watched) -> None:
    town.now = last_monday(town.now + 7 * DAY, BERLIN) - 1
    town.work()
    town.now += 15 * 60_000
    town.work()


def week(office: Office) -> list[str]:
    return [mail["To"] for mail in office.messages if mail["Subject"] == "The week at Town Talk"]


def test_six_lines_and_nothing_of_a_reader(town: Watched, office: Office) -> None:
    for _ in range(3):
        town.post()
    sites.set_site(town.session, "town", {"premoderation": "all"})
    town.post()
    leap_to_monday(town)
    (mail,) = [mail for mail in office.messages if mail["Subject"] == "The week at Town Talk"]
    lines = part(mail, "plain").split("\n\n")[0].strip().splitlines()
    assert lines[0] == "4 comments were written last week."
    assert lines[1].startswith("One comment waits, for ")
    assert lines[2] == "No mail failed."
    assert lines[3].startswith(("The last backup is of 20", "There is no backup yet."))
    assert lines[4].startswith("No copy of a backup has left the machine yet")
    assert lines[5] == f"discuss {__version__}"
    assert len(lines) == 6
    assert mail["List-Unsubscribe"]
    assert CANARY.encode() not in b"".join(envelope.content for envelope in office.envelopes)


def test_once_each_week_to_each_owner_who_wants_mail(town: Watched, office: Office) -> None:
    town.join("Pia")
    town.join("Mo", Role.MODERATOR)
    leap_to_monday(town)
    assert sorted(week(office)) == ["olga@team.example", "pia@team.example"]
    for _ in range(6):
        town.leap(24 * 60)
    assert len(week(office)) == 2
    with writing(town.session):
        pia = town.actor("Pia").user_id
        assert pia is not None
        set_mail(town.session, town.session.query(SiteRow).one().id, pia, wanted=False)
    leap_to_monday(town)
    assert sorted(week(office)) == ["olga@team.example", "olga@team.example", "pia@team.example"]


def test_a_quiet_week_is_told_too_and_what_failed_and_was_copied(town: Watched, office: Office, site: Site) -> None:
    with writing(town.session):
        town.session.add_all([Job(kind="password", due=NEVER), Job(kind="x", due=NEVER)])
        town.session.add_all(
            Job(kind="reply", due=NEVER, payload={"site": number}) for number in (site.id, site.id + 1)
        )
        note_copy(town.session, town.now, "/mnt/disk\r\nBcc: eve@example.org")
    leap_to_monday(town)
    assert b"/mnt/disk" not in office.envelopes[-1].content, "she does not run the installation"
    assert "One mail could not be delivered" in part(office.messages[-1], "plain"), "those of others are theirs"
    sites.set_admin(town.session, "olga@team.example", is_admin=True)
    leap_to_monday(town)
    text = part(office.messages[-1], "plain")
    assert "Nobody wrote a comment last week.\nNothing waits.\n3 mails could not be delivered" in text
    assert "/mnt/disk Bcc: eve@example.org" in text
    assert "Bcc" not in office.messages[-1]


def test_who_does_not_want_it_is_left_alone(town: Watched, office: Office) -> None:
    sites.set_site(town.session, "town", {"monday": "off"})
    leap_to_monday(town)
    assert office.envelopes == []


def test_a_machine_that_was_off_tells_it_late_but_not_a_week_later(town: Watched, office: Office) -> None:
    town.now = last_monday(town.now + 7 * DAY, BERLIN) + DAY
    town.work()
    assert len(week(office)) == 1
    town.now = last_monday(town.now + 7 * DAY, BERLIN) + 3 * DAY
    town.work()
    assert len(week(office)) == 1


def test_a_site_that_was_just_made_has_no_week(town: Watched, office: Office) -> None:
    with writing(town.session):
        town.session.query(SiteRow).one().created = town.now - DAY
    leap_to_monday(town)
    assert office.envelopes == []


@pytest.mark.parametrize("title", TITLES)
def test_a_title_never_writes_a_header(town: Watched, office: Office, title: str) -> None:
    with writing(town.session):
        town.session.query(SiteRow).one().title = title
    leap_to_monday(town)
    (mail,) = office.messages
    assert mail["To"] == "olga@team.example"
    assert "Bcc" not in mail
    assert office.recipients == ["olga@team.example"]
