"""No comment waits unseen: who is told of what, and how seldom; a moved clock, a real mail server, both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discuss.domain.permissions import Actor, Role
from discuss.domain.times import DAY, HOUR
from discuss.services import alerting, authorship, removal, sites
from discuss.services.identity import build_edit_token
from discuss.services.reactions import FlagReason
from discuss.store.machine_tables import Job
from discuss.store.queries.alerts import KIND, set_mail
from discuss.store.queries.jobs import claim_job, finish_job
from discuss.store.session import reading, writing
from discuss.store.tables import Site as SiteRow
from tests.notifications.letters import part
from tests.services.alerts.watched import CANARY, MINUTE, TITLES, Watched

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.notifications.office import Office

pytestmark = pytest.mark.servers


def test_the_first_comment_is_told_at_once_and_without_a_word_of_its_author(town: Watched, office: Office) -> None:
    town.post()
    town.now += 1
    town.work()
    (mail,) = office.messages
    assert mail["To"] == "olga@team.example"
    assert mail["Subject"] == "A comment waits at Town Talk"
    assert "https://comments.example/moderate/town/" in part(mail, "plain")
    assert "less than an hour" in part(mail, "plain")
    assert mail["List-Unsubscribe"].startswith("<https://comments.example/team-mails/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert CANARY.encode() not in office.envelopes[0].content


@pytest.mark.parametrize("every", [1, 400, 7])
def test_four_hundred_comments_are_two_messages(town: Watched, office: Office, every: int) -> None:
    """The runner looks after each, at the end alone, or after `every` so many."""
    for number in range(400):
        town.post()
        town.now += 10
        if number % every == every - 1:
            town.work()
    town.work()
    first = len(office.envelopes)
    assert first == 1
    town.pass_by(60)
    assert len(office.envelopes) == (2 if every != 400 else 1)
    counted = "400 comments wait at Town Talk"
    assert office.messages[-1]["Subject"] == counted
    town.pass_by(24 * 60 - 90, every=10)
    assert len(office.envelopes) <= 2
    assert CANARY.encode() not in b"".join(envelope.content for envelope in office.envelopes)


def test_a_trickle_is_told_once_in_half_an_hour(town: Watched, office: Office) -> None:
    for _ in range(120):
        town.post()
        town.pass_by(1)
    assert len(office.envelopes) == 4


def test_what_was_decided_before_is_not_told(town: Watched, office: Office) -> None:
    mo = town.join("Mo", Role.MODERATOR)
    town.decide(mo, town.post())
    town.work()
    assert office.envelopes == []
    town.post()
    town.work()
    town.decide(mo, town.post())
    assert len(office.envelopes) == 2  # one each
    left = town.post()
    town.decide(mo, left)
    for waiting in [town.post(), town.post()]:
        town.decide(mo, waiting)
    with reading(town.session):
        assert town.session.scalars(select(Job.kind).where(Job.kind == KIND)).all() == [KIND]


def test_all_decided_within_the_half_hour_is_silence(town: Watched, office: Office) -> None:
    mo = town.actor("Olga")
    first = town.post()
    town.work()
    second = town.post()
    town.pass_by(10)
    town.decide(mo, first)
    town.decide(mo, second)
    town.pass_by(60)
    assert len(office.envelopes) == 1


def test_a_mail_that_could_not_go_tells_how_things_are_then(town: Watched, office: Office) -> None:
    office.answers["MAIL"] = "451 later"
    olga = town.actor("Olga")
    first = town.post()
    town.work()
    second = town.post()
    office.answers.clear()
    town.decide(olga, first)
    town.pass_by(2)
    assert office.messages[0]["Subject"] == "A comment waits at Town Talk"
    town.decide(olga, second)
    office.answers["MAIL"] = "451 later"
    third = town.post()
    town.pass_by(31)
    town.decide(olga, third)
    office.answers.clear()
    town.pass_by(120, every=5)
    assert len(office.envelopes) == 1
    with reading(town.session):
        assert town.session.scalars(select(Job.kind).where(Job.kind.like("alert%"))).all() == []


def test_later_rounds_take_the_place_of_mails_that_could_not_go(town: Watched, office: Office) -> None:
    office.answers["MAIL"] = "451 later"
    for _ in range(5):
        town.post()
        town.pass_by(31)
    office.answers.clear()
    town.pass_by(25 * 60, every=10)
    waiting = [mail for mail in office.messages if "Nobody" not in mail["Subject"]]
    assert [mail["Subject"] for mail in waiting] == ["5 comments wait at Town Talk"]


def test_everybody_on_the_team_is_told_once_and_nobody_else(town: Watched, office: Office) -> None:
    town.join("Mo", Role.MODERATOR)
    town.join("Con", Role.CONTRIBUTOR)
    town.join("Pat")
    town.join("Olga", Role.MODERATOR)
    sites.add_site(town.session, town.instance, sites.NewSite("village", "Village", "https://village.example"))
    town.join("Vic", Role.OWNER, "village")
    town.join("Olga", Role.OWNER, "village")
    town.post()
    town.work()
    assert sorted(office.recipients) == ["mo@team.example", "olga@team.example", "pat@team.example"]
    assert len({mail["Message-ID"] for mail in office.messages}) == 3
    assert len({mail["List-Unsubscribe"] for mail in office.messages}) == 3


def test_who_wants_no_mail_or_left_meanwhile_gets_none(town: Watched, office: Office) -> None:
    mo = town.join("Mo", Role.MODERATOR)
    town.join("Lea", Role.MODERATOR)
    with writing(town.session):
        set_mail(town.session, next(iter(mo.roles)), mo.user_id or 0, wanted=False)
    town.post()
    alerting.begin_round(town.session, town.instance, {"site": next(iter(mo.roles))})
    sites.set_role(town.session, "lea@team.example", "town", Role.CONTRIBUTOR)
    town.work()
    assert office.recipients == ["olga@team.example"]


@pytest.mark.parametrize("reason", [FlagReason.ABOUT_ME, FlagReason.ILLEGAL])
def test_what_is_urgent_does_not_wait_half_an_hour(town: Watched, office: Office, reason: FlagReason) -> None:
    sites.set_site(town.session, "town", {"premoderation": "none"})
    known = [town.post() for _ in range(4)]
    sites.set_site(town.session, "town", {"premoderation": "all"})
    town.post()
    town.work()
    town.flag(known[0])
    town.pass_by(1)
    assert len(office.envelopes) == 1
    town.flag(known[0], reason)
    town.pass_by(3)
    assert len(office.envelopes) == 1  # five minutes since the last one
    town.pass_by(2)
    assert len(office.envelopes) == 2
    assert "One of them is urgent" in part(office.messages[1], "plain")
    for comment in known[1:]:
        town.flag(comment, reason)
    town.pass_by(3)
    assert len(office.envelopes) == 2
    town.pass_by(2)
    assert len(office.envelopes) == 3
    assert "4 of them are urgent" in part(office.messages[2], "plain")
    assert CANARY.encode() not in b"".join(envelope.content for envelope in office.envelopes)


def test_a_report_is_told_and_another_of_the_same_comment_is_not(town: Watched, office: Office) -> None:
    sites.set_site(town.session, "town", {"premoderation": "none", "flags_hold": "0"})
    comment = town.post()
    town.work()
    assert office.envelopes == []
    town.flag(comment)
    town.pass_by(31)
    town.flag(comment)
    town.pass_by(31)
    assert len(office.envelopes) == 1


def test_an_edit_that_is_held_is_told(town: Watched, office: Office) -> None:
    sites.set_site(town.session, "town", {"premoderation": "none"})
    comment = town.post()
    sites.set_site(town.session, "town", {"premoderation": "all"})
    token = build_edit_token(town.instance, comment)
    authorship.edit_comment(town.session, town.instance, comment, token, f"Other {CANARY}")
    town.pass_by(1)
    authorship.edit_comment(town.session, town.instance, comment, token, f"Yet another {CANARY}")
    town.pass_by(62)
    assert len(office.envelopes) == 1


def test_without_mail_nothing_is_kept_for_later(town: Watched, office: Office) -> None:
    town.instance = replace(town.instance, settings=replace(town.instance.settings, smtp_url="", mail_from=""))
    town.post()
    town.work()
    with reading(town.session):
        assert town.session.scalars(select(Job.kind).where(Job.kind.like("alert%"))).all() == []
    assert office.envelopes == []


def test_two_who_post_at_once_make_one_job(town: Watched, engine: Engine, office: Office) -> None:
    def post(number: int) -> None:
        with Session(engine, expire_on_commit=False) as own:
            other = Watched(own, town.instance, now=town.now)
            for _ in range(number):
                next(other.numbers)
            other.post(f"{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post, range(0, 80, 10)))
    with reading(town.session):
        assert len(town.session.scalars(select(Job.id).where(Job.kind == KIND)).all()) == 1
    town.work()
    assert [mail["Subject"] for mail in office.messages] == ["8 comments wait at Town Talk"]


def test_what_comes_while_a_round_is_made_is_not_forgotten(town: Watched, office: Office) -> None:
    """A runner has claimed the job of the first comment when the second one comes, and then does its work."""
    town.post()
    with writing(town.session):
        job = claim_job(town.session, [KIND], town.now, town.now + HOUR)
        assert job is not None
        town.session.expunge(job)
    assert alerting.begin_round(town.session, town.instance, job.payload) is not None
    town.post()
    with writing(town.session):
        finish_job(town.session, job)
    town.pass_by(31)
    assert [mail["Subject"][:1] for mail in office.messages] == ["2", "2"]


def test_what_a_dead_runner_had_claimed_is_told_by_another(town: Watched, office: Office) -> None:
    town.post()
    with writing(town.session):
        assert claim_job(town.session, [KIND], town.now, town.now + 15 * MINUTE) is not None
    town.work()
    assert office.envelopes == []
    town.pass_by(16)
    assert len(office.envelopes) == 1


@pytest.mark.parametrize("title", TITLES)
def test_a_title_never_writes_a_header(town: Watched, office: Office, title: str) -> None:
    with writing(town.session):
        town.session.scalars(select(SiteRow)).one().title = title
    town.post()
    town.work()
    (mail,) = office.messages
    assert mail.keys().count("Subject") == 1
    assert set(mail.keys()) <= {
        *("From", "To", "Subject", "Date", "Auto-Submitted", "Message-ID", "List-Id", "List-Unsubscribe"),
        *("List-Unsubscribe-Post", "MIME-Version", "Content-Type"),
    }


def test_a_site_that_is_gone_is_told_nothing(town: Watched, office: Office) -> None:
    town.post()
    sites.add_site(town.session, town.instance, sites.NewSite("village", "Village", "https://village.example"))
    removal.remove_site(town.session, Actor(is_admin=True), "town", "town")
    town.work()
    town.leap(DAY / MINUTE)
    assert office.envelopes == []
