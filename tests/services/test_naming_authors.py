"""A page that names a contributor is theirs, once somebody writes there; whatever fails is left alone."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from discuss.domain.drafts import Draft
from discuss.domain.permissions import Role
from discuss.services import comments, sites
from discuss.services.identity import Visitor
from discuss.store.author_tables import Authored
from discuss.store.machine_tables import Job
from discuss.store.session import reading, writing
from discuss.store.tables import Site as SiteRow
from tests.notifications.letters import part
from tests.notifications.office import open_office
from tests.services.alerts.watched import Watched
from tests.services.checked_pages import POST, Answer, serve_blog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site
    from tests.notifications.office import Office
    from tests.services.checked_pages import Blog

pytestmark = pytest.mark.servers

NAMED = '<meta name="author" content="amina  KHAN">'
"""As the page says it; as she is called: Amina Khan."""


@pytest.fixture
def blog() -> Iterator[Blog]:
    with serve_blog() as blog:
        yield blog


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as office:
        yield office


@pytest.fixture
def town(session: Session, instance: Instance, site: Site, blog: Blog, office: Office) -> Watched:
    assert site.name == "town"
    settings = replace(instance.settings, smtp_url=office.url, outbound_allow=(ip_network("127.0.0.0/8"),))
    town = Watched(session, replace(instance, settings=settings))
    sites.set_site(session, "town", {"premoderation": "none"})
    with writing(session):
        session.execute(update(SiteRow).where(SiteRow.name == "town").values(base_url=blog.url))
    town.join("Olga")
    sites.add_user(session, town.instance, "amina@team.example", "Amina Khan")
    sites.set_role(session, "amina@team.example", "town", Role.CONTRIBUTOR)
    town.work()
    return town


def say(town: Watched, blog: Blog, path: str = POST) -> None:
    number = next(town.numbers)
    draft = Draft(url=f"{blog.url}{path}", body=f"Hello {number}", name="Ann")
    visitor = Visitor(address=f"203.0.113.{number}", reader_key=f"{number:032x}")
    comments.post_comment(town.session, town.instance, comments.Post(site="town", draft=draft, visitor=visitor))


def noted(town: Watched) -> list[str]:
    with reading(town.session):
        return sorted(town.session.scalars(select(Authored.path)))


def name(blog: Blog, head: str = NAMED, path: str = POST) -> None:
    blog.answers[path] = Answer(blog.page(path).replace("</head>", f"{head}</head>"))


def test_a_page_that_names_her_is_hers_and_she_hears_of_its_first_comment(
    town: Watched, blog: Blog, office: Office
) -> None:
    name(blog)
    say(town, blog)
    town.work()
    assert noted(town) == [POST]
    (mail,) = office.messages
    assert mail["To"] == "amina@team.example"
    assert "Hello 1" in part(mail, "plain")
    for _ in range(2):  # also in the moment in which the first one came
        say(town, blog)
        town.now += 1
    town.pass_by(31)
    assert [part(each, "plain").count("?comment=") for each in office.messages] == [1, 2]


def test_what_is_held_is_no_news_of_hers(town: Watched, blog: Blog, office: Office) -> None:
    sites.set_site(town.session, "town", {"premoderation": "all"})
    name(blog)
    say(town, blog)
    town.pass_by(2)
    assert noted(town) == [POST]
    assert [mail["To"] for mail in office.messages] == ["olga@team.example"]


@pytest.mark.parametrize("head", ["", '<meta name="author" content="Olga">', '<meta name="author" content="Amina">'])
def test_other_names_make_nobody_an_author(town: Watched, blog: Blog, head: str) -> None:
    name(blog, head)
    say(town, blog)
    town.work()
    assert blog.asked == [POST]
    assert noted(town) == []


def test_a_name_that_two_have_is_nobodys(town: Watched, blog: Blog) -> None:
    sites.add_user(town.session, town.instance, "other@team.example", "AMINA KHAN")
    sites.set_role(town.session, "other@team.example", "town", Role.CONTRIBUTOR)
    name(blog)
    say(town, blog)
    town.work()
    assert noted(town) == []


def test_without_contributors_nothing_is_asked(town: Watched, blog: Blog) -> None:
    sites.set_role(town.session, "amina@team.example", "town", Role.MODERATOR)
    name(blog)
    say(town, blog)
    town.work()
    assert (blog.asked, noted(town)) == ([], [])


@pytest.mark.parametrize("status", [404, 500])
def test_what_fails_is_tried_once_and_left_alone(town: Watched, blog: Blog, status: int) -> None:
    name(blog)
    blog.post.status = status
    say(town, blog)
    town.pass_by(60)
    assert (blog.asked, noted(town)) == ([POST], [])
    with reading(town.session):
        assert "author-name" not in town.session.scalars(select(Job.kind)).all()


def test_a_page_that_leads_elsewhere_is_not_believed(town: Watched, blog: Blog) -> None:
    with serve_blog() as stranger:
        name(stranger)
        blog.post.status = 302
        blog.post.headers.append(("Location", f"{stranger.url}{POST}"))
        say(town, blog)
        town.work()
        assert stranger.asked == [POST]
    assert noted(town) == []


def test_nothing_private_is_asked_where_that_is_not_allowed(town: Watched, blog: Blog) -> None:
    town.instance = replace(town.instance, settings=replace(town.instance.settings, outbound_allow=()))
    name(blog)
    say(town, blog)
    town.work()
    assert (blog.asked, noted(town)) == ([], [])
