"""Who wrote a page hears of the comments there: which, how seldom, and until they want no more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, select, update

from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Actor, Role
from discuss.services import author_mails, comments, pages_written, removal, sites, team_mails
from discuss.services.alert_links import build_pages_stop_url
from discuss.services.answering import Answer, build_answer
from discuss.services.identity import Visitor
from discuss.store.author_tables import Authored, AuthorMail, AuthorNews
from discuss.store.machine_tables import Job
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Membership, Thread
from tests.hostile import TRICKS
from tests.notifications.letters import part
from tests.services.alerts.watched import MINUTE, Watched

if TYPE_CHECKING:
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.base import Base
    from discuss.store.tables import Site
    from tests.notifications.office import Office

pytestmark = pytest.mark.servers


@pytest.fixture
def town(session: Session, instance: Instance, site: Site, office: Office) -> Watched:
    """A town on which nothing waits, and Amina, who wrote what is below /amina/; nobody else is told of anything."""
    assert site.name == "town"
    settings = replace(instance.settings, smtp_url=office.url)
    town = Watched(session, replace(instance, settings=settings))
    sites.set_site(session, "town", {"premoderation": "none"})
    olga, amina = town.join("Olga"), town.join("Amina", Role.CONTRIBUTOR)
    pages_written.set_pages(session, olga, "town", amina.user_id or 0, "/amina/")
    town.work()
    return town


def say(town: Watched, body: str = "Hello", page: str = "/amina/soup", **more: Any) -> int:
    number = next(town.numbers)
    draft = Draft(url=f"https://town.example{page}", body=f"{body} {number}", **({"name": "Ann"} | more))
    visitor = Visitor(address=f"203.0.{number >> 8 & 255}.{number & 255}", reader_key=f"{number:032x}")
    post = comments.Post(site="town", draft=draft, visitor=visitor)
    return comments.post_comment(town.session, town.instance, post).comment.id


def count(town: Watched, table: type[Base]) -> int:
    with reading(town.session):
        return town.session.scalars(select(func.count()).select_from(table)).one()


def to_amina(office: Office) -> list[EmailMessage]:
    return [mail for mail in office.messages if mail["To"] == "amina@team.example"]


def test_a_comment_on_the_own_page_is_told_at_once(town: Watched, office: Office) -> None:
    comment = say(town, "Needs salt", title="Soup for a cold day")
    say(town, "Nothing to do with her", page="/other")
    town.work()
    (mail,) = office.messages
    assert mail["To"] == "amina@team.example"
    assert mail["Subject"] == "A comment on “Soup for a cold day” (Town Talk)"
    for kind in ("plain", "html"):
        text = part(mail, kind)
        assert "Needs salt" in text
        assert "Ann" in text
        assert f"https://comments.example/moderate/town/threads/talk?comment={comment}" in text
        assert "Nothing to do" not in text
    assert mail["List-Unsubscribe"].startswith("<https://comments.example/team-mails/pages/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("is_busy", [True, False])
def test_however_many_come_there_is_one_mail_in_half_an_hour(town: Watched, office: Office, *, is_busy: bool) -> None:
    for _ in range(50):
        say(town)
        if is_busy:
            town.work()
    town.work()
    assert len(office.messages) == 1
    town.pass_by(29)
    assert len(office.messages) == 1
    town.pass_by(1)
    town.pass_by(60)
    told = [part(mail, "plain") for mail in office.messages]
    assert len(told) == (2 if is_busy else 1)
    assert told[-1].count("?comment=") == author_mails.MOST_TOLD
    assert f"And {29 if is_busy else 30} more." in told[-1]
    assert count(town, AuthorNews) == 0


def test_what_is_held_is_told_when_it_is_published_and_never_before(town: Watched, office: Office) -> None:
    olga = town.actor("Olga")
    sites.set_site(town.session, "town", {"premoderation": "all"})
    held, spam = say(town, "canaryheld"), say(town, "canaryspam")
    town.pass_by(5)
    assert to_amina(office) == []
    town.decide(olga, spam, Deed.SPAM)
    town.decide(olga, held)
    town.pass_by(1)
    (mail,) = to_amina(office)
    assert "canaryheld" in part(mail, "plain")
    assert b"canaryspam" not in mail.as_bytes()


def test_what_was_taken_away_before_the_mail_left_is_not_told(town: Watched, office: Office) -> None:
    say(town)
    town.work()
    town.decide(town.actor("Olga"), say(town, "canary"), Deed.DELETE)
    town.pass_by(31)
    assert len(office.messages) == 1


def test_nobody_is_told_of_their_own_words(town: Watched, office: Office) -> None:
    amina = town.actor("Amina")
    sites.set_site(town.session, "town", {"email": "required"})
    answer = Answer(site="town", thread="/amina/soup", body="I am here")
    post = build_answer(town.session, amina, answer, Visitor(address="192.0.2.1"))
    comments.post_comment(town.session, town.instance, post)
    say(town, email="AMINA@team.example", name="Somebody")
    town.pass_by(40)
    assert office.messages == []


def test_a_comment_is_told_once_however_often_it_comes_back(town: Watched, office: Office) -> None:
    olga, comment = town.actor("Olga"), say(town)
    town.work()
    town.decide(olga, comment, Deed.REJECT)
    town.decide(olga, comment)
    town.pass_by(60)
    assert len(office.messages) == 1


def test_pages_are_told_one_by_one(town: Watched, office: Office) -> None:
    first = say(town)
    town.work()
    for page, title in (("/amina/soup", "Soup"), ("/amina/tea", "Tea"), ("/amina/soup", "Soup")):
        say(town, page=page, title=title)
    town.pass_by(31)
    text = part(office.messages[1], "plain")
    assert text.count("On “") == 2
    assert office.messages[1]["Subject"] == "3 comments on your pages (Town Talk)"
    assert str(first) not in text


def test_team_members_hear_of_their_own_pages_only_if_they_want_to(town: Watched, office: Office) -> None:
    olga = town.actor("Olga")
    pages_written.claim_page(town.session, olga, "town", "/olga")
    say(town, page="/olga")
    town.pass_by(1)
    assert office.messages == []
    author_mails.set_own_mail(town.session, olga, "town", wanted=True)
    say(town, page="/olga")
    town.pass_by(1)
    assert [mail["To"] for mail in office.messages] == ["olga@team.example"]


def test_the_link_of_a_mail_ends_them_and_the_own_page_begins_them(town: Watched, office: Office) -> None:
    amina = town.actor("Amina")
    with reading(town.session):
        site_id = town.session.scalars(select(Membership.site_id).where(Membership.user_id == amina.user_id)).one()
    token = build_pages_stop_url(town.instance, site_id, amina.user_id or 0).rpartition("/")[2]
    view = team_mails.load_page_mails(town.session, town.instance, token)
    assert view == team_mails.TeamMails("town", "amina@team.example")
    for _ in range(2):
        team_mails.end_page_mails(town.session, town.instance, token)
    assert team_mails.load_page_mails(town.session, town.instance, token) is None
    say(town)
    town.pass_by(31)
    assert office.messages == []
    author_mails.set_own_mail(town.session, amina, "town", wanted=True)
    say(town)
    town.pass_by(1)
    assert len(office.messages) == 1


def test_who_ends_them_with_news_on_the_way_gets_none(town: Watched, office: Office) -> None:
    say(town)
    town.work()
    say(town)
    town.work()
    author_mails.set_own_mail(town.session, town.actor("Amina"), "town", wanted=False)
    town.pass_by(60)
    assert len(office.messages) == 1


def test_everything_goes_with_the_membership(town: Watched, office: Office) -> None:
    say(town)
    town.work()
    say(town)
    town.work()
    amina = town.actor("Amina").user_id
    with writing(town.session):
        town.session.execute(delete(Membership).where(Membership.user_id == amina))
    assert [count(town, table) for table in (Authored, AuthorMail, AuthorNews)] == [0, 0, 0]
    town.pass_by(60)
    assert len(office.messages) == 1
    with reading(town.session):
        left = town.session.scalars(select(Job.kind).where(Job.id > 0)).all()
    assert not set(left) & {"author-news", "author-mail"}


def test_everything_goes_with_the_site(town: Watched) -> None:
    say(town)
    town.work()
    removal.remove_site(town.session, Actor(is_admin=True), "town", "town")
    assert [count(town, table) for table in (Authored, AuthorMail, AuthorNews)] == [0, 0, 0]
    town.pass_by(60)


def test_a_job_that_was_lost_keeps_nobody_from_being_told(town: Watched, office: Office) -> None:
    say(town)
    town.work()
    say(town)
    town.work()
    with writing(town.session):
        town.session.execute(delete(Job).where(Job.kind == "author-news"))
    town.leap(3 * 60)
    assert len(office.messages) == 1
    say(town)
    town.work()
    assert part(office.messages[1], "plain").count("?comment=") == 2


@pytest.mark.parametrize("value", TRICKS)
def test_whatever_stands_there_a_mail_stays_a_mail(town: Watched, office: Office, value: str) -> None:
    comment = say(town)
    with writing(town.session):
        row = town.session.get_one(Comment, comment, populate_existing=True)
        row.author_name, row.excerpt = value[:100], value[:250]
        town.session.execute(update(Thread).values(title=value[:300], url=value))
    town.now += MINUTE
    town.work()
    (mail,) = office.messages
    assert mail["Bcc"] is None
    assert mail["To"] == "amina@team.example"
    assert "<script" not in part(mail, "html").lower()
