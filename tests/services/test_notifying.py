"""Who is told of what, once; and that no mail is lost to a server that fails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss.domain.status import Status
from discuss.domain.times import DAY
from discuss.services import sites
from discuss.services.notifying import tell_listeners
from discuss.services.subscriptions import CONFIRM, STOP, SubscriptionRequest, end_subscription, request_subscription
from discuss.store.queries.jobs import NEVER
from tests.notifications.letters import part
from tests.services.mailing import Town

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site
    from tests.notifications.office import Office

pytestmark = pytest.mark.servers


@pytest.fixture
def town(session: Session, instance: Instance, site: Site, office: Office) -> Town:
    assert site.name == "town"
    settings = replace(instance.settings, smtp_url=office.url)
    return Town(session, replace(instance, settings=settings))


def follow(town: Town, reader: str, email: str) -> None:
    """Follow the thread /a as a whole, confirmed."""
    request = SubscriptionRequest(site="town", thread="/a", email=email, visitor=town.visitor(reader))
    request_subscription(town.session, town.instance, request)
    town.confirm(email)
    town.drop_questions()


def test_a_question_leads_to_a_page_of_ours(town: Town, office: Office) -> None:
    town.post("ann", email="ann@example.org")
    town.work()
    assert town.jobs() == []
    (mail,) = office.messages
    assert mail["To"] == "ann@example.org"
    base = "https://comments.example/subscription/"
    assert base + town.token(CONFIRM, "ann@example.org") in part(mail, "plain")
    assert mail["List-Unsubscribe"] == f"<{base}{town.token(STOP, 'ann@example.org')}>"


def test_nobody_is_asked_what_they_have_said(town: Town, office: Office) -> None:
    town.post("ann", email="ann@example.org")
    town.confirm("ann@example.org")
    town.work()
    assert office.messages == []


def test_a_reply_is_told_to_those_above_it(town: Town, office: Office) -> None:
    ann = town.listen("ann")
    ben = town.post("ben", ann)
    cleo = town.post("cleo", ben)
    town.post("dora", town.listen("ed"))
    town.work()
    told = sorted((mail["To"], part(mail, "plain").splitlines()[2]) for mail in office.messages)
    assert told == [
        ("ann@example.org", "ben speaks"),
        ("ann@example.org", "cleo speaks"),
        ("ed@example.org", "dora speaks"),
    ]
    assert {mail["Message-ID"].split(".")[0] for mail in office.messages} >= {f"<{ben}", f"<{cleo}"}
    town.work()
    assert len(office.messages) == 3


def test_the_author_of_a_reply_is_not_told(town: Town, office: Office) -> None:
    ann = town.listen("ann")
    town.post("ann", ann)
    town.post("somebody", ann, email="ANN@example.org")
    town.drop_questions()
    town.work()
    assert office.messages == []


def test_who_did_not_confirm_is_not_told(town: Town, office: Office) -> None:
    ann = town.post("ann", email="ann@example.org")
    town.drop_questions()
    town.post("ben", ann)
    assert town.jobs() == []
    town.work()
    assert office.messages == []


def test_an_address_typed_by_somebody_else_is_not_told_of_their_replies(town: Town, office: Office) -> None:
    town.listen("ann")
    forged = town.post("eve", email="ann@example.org")
    town.drop_questions()
    town.post("ben", forged)
    town.work()
    assert office.messages == []


def test_who_follows_a_thread_is_told_of_everything_once(town: Town, office: Office) -> None:
    ann = town.listen("ann")
    follow(town, "ann", "ann@example.org")
    follow(town, "zoe", "zoe@example.org")
    town.post("ben", ann)
    town.post("cleo")
    town.post("dora", page="b")
    town.work()
    assert sorted(office.recipients) == ["ann@example.org", "ann@example.org", "zoe@example.org", "zoe@example.org"]


def test_a_held_reply_is_told_when_it_is_approved_and_only_then(town: Town, office: Office) -> None:
    ann = town.listen("ann")
    sites.set_site(town.session, "town", {"premoderation": "all"})
    ben = town.post("ben", ann)
    town.work()
    assert office.messages == []
    town.decide(ben, Status.APPROVED)
    town.decide(ben, Status.PENDING)
    town.decide(ben, Status.APPROVED)
    town.work()
    town.decide(ben, Status.SPAM)
    town.decide(ben, Status.APPROVED)
    town.work()
    assert office.recipients == ["ann@example.org"]


def test_what_is_gone_before_the_mail_leaves_is_not_told(town: Town, office: Office) -> None:
    ann = town.listen("ann")
    ben = town.post("ben", ann)
    tell_listeners(town.session, town.instance, {"comment": ben})
    town.decide(ben, Status.SPAM)
    town.work()
    assert office.messages == []
    assert town.jobs() == []


def test_who_ends_the_mails_gets_none_that_wait(town: Town, office: Office) -> None:
    town.post("ben", town.listen("ann"))
    end_subscription(town.session, town.instance, town.token(STOP, "ann@example.org"))
    town.work()
    assert office.messages == []


def test_replies_to_a_comment_that_was_taken_away_are_not_told(town: Town, office: Office) -> None:
    ann = town.listen("ann")
    ben = town.post("ben", ann)
    town.work()
    town.decide(ann, Status.DELETED)
    town.post("cleo", ben)
    town.work()
    assert len(office.messages) == 1


def test_a_job_done_twice_tells_once(town: Town, office: Office) -> None:
    ben = town.post("ben", town.listen("ann"))
    for _ in range(2):
        tell_listeners(town.session, town.instance, {"comment": ben})
    assert town.kinds() == ["replies", "reply"]
    town.work()
    assert len(office.messages) == 1


def test_one_refused_address_stops_no_other(town: Town, office: Office) -> None:
    town.post("ann")
    for name in ("one", "two", "three"):
        follow(town, name, f"{name}@example.org")
    office.refused = {"two@example.org": "550 two@example.org does not live here"}
    town.post("ben")
    town.work()
    assert sorted(office.recipients) == ["one@example.org", "three@example.org"]
    (kept,) = town.jobs()
    assert kept.due == NEVER
    assert kept.error is not None
    assert "550 … does not live here" in kept.error
    town.now += 30 * DAY
    office.refused = {}
    town.work()
    assert len(office.messages) == 2


@pytest.mark.parametrize("fault", ["refused for now", "dropped", "away"])
def test_a_mail_waits_out_a_fault(town: Town, office: Office, fault: str) -> None:
    town.post("ben", town.listen("ann"))
    instance = town.instance
    if fault == "away":
        town.instance = replace(instance, settings=replace(instance.settings, smtp_url="smtp://127.0.0.1:1"))
    office.drops = "DATA" if fault == "dropped" else ""
    office.answers = {"DATA": "451 Not now"} if fault == "refused for now" else {}
    town.work()
    (waiting,) = town.jobs()
    assert (waiting.kind, waiting.attempts) == ("reply", 1)
    assert waiting.error
    assert town.now < waiting.due <= town.now + DAY
    town.instance, office.drops, office.answers = instance, "", {}
    town.work()
    assert office.messages == []
    town.now = waiting.due
    town.work()
    assert office.recipients == ["ann@example.org"]
    assert town.jobs() == []


def test_a_mail_that_never_goes_through_is_kept_with_its_error(town: Town, office: Office) -> None:
    town.post("ben", town.listen("ann"))
    office.answers = {"MAIL": "550 Not from you"}
    start = town.now
    for _ in range(20):
        town.work()
        (job,) = town.jobs()
        if job.due == NEVER:
            break
        town.now = job.due
    assert job.attempts == 8
    assert "550 Not from you" in (job.error or "")
    assert DAY < town.now - start <= 3 * DAY
