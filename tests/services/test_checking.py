"""What a check says of the discussion itself, of what cannot be had, of https; and that every finding is shown."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from discuss.domain.checkup.findings import FINDINGS
from discuss.domain.checkup.opinion import judge
from discuss.domain.checkup.page import read_page
from discuss.domain.checkup.visit import Blog as Site, House, Visit
from discuss.domain.measures import Cause, Kind
from discuss.domain.permissions import Actor
from discuss.domain.snippet import script_line, thread_line
from discuss.errors import UnknownSite
from discuss.services import closing, sites
from discuss.services.checking import check_any_page
from discuss.services.measures import Ground, MeasureOrder, set_measure
from tests.services.checked_pages import POST, SERVICE, Blog, csp, serve_blog
from tests.services.test_broken_pages import BROKEN, FINE
from tests.services.writers import Writers, reader
from tests.test_outbound import web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

    Look = Callable[[str], dict[str, dict[str, str]]]

OPERATOR = Actor(is_admin=True)
# What other tests show: tests/dashboard/test_check.py, tests/test_outbound.py.
ELSEWHERE = {"private", "slow", "certificate"}
HERE = {"address", "name", "refused", "garbled", "count", "closed", "frozen", "outside", "csp-images"}
BY_HTTP = {"page-http", "service-http"}


@pytest.fixture
def blog(session: Session, instance: Instance) -> Iterator[Blog]:
    with serve_blog() as blog:
        sites.add_site(session, instance, sites.NewSite("town", "Town Talk", blog.url))
        sites.set_site(session, "town", {"premoderation": "none"})
        yield blog


@pytest.fixture
def look(session: Session, instance: Instance) -> Look:
    def look(url: str) -> dict[str, dict[str, str]]:
        report = check_any_page(session, instance, url, "town")
        return {finding.symbol: dict(finding.values) for finding in report.findings}

    return look


def test_every_finding_is_shown() -> None:
    shown = {symbol for _, symbols in BROKEN.values() for symbol in symbols} | set(FINE)
    assert shown | ELSEWHERE | HERE | BY_HTTP == FINDINGS.keys()


def test_it_says_how_many_wrote_and_whether_one_may(
    session: Session, instance: Instance, blog: Blog, look: Look
) -> None:
    assert look(blog.url + POST).keys() == set(FINE)
    sites.set_site(session, "town", {"origins": "https://town.example"})
    Writers(session, instance).post(reader(1), page=POST)
    assert look(blog.url + POST)["count"] == {"n": "1"}
    closing.close_threads(session, instance, OPERATOR, ("town", [POST]), closing.ClosingOrder())
    assert "closed" in look(blog.url + POST)
    closing.open_threads(session, instance, OPERATOR, ("town", [POST]))
    set_measure(session, instance, OPERATOR, Ground(site="town"), MeasureOrder(cause=Cause.FREEZE, kind=Kind.CLOSED))
    assert {"frozen", "count"} <= look(blog.url + POST).keys()


def test_a_page_outside_of_the_site(session: Session, blog: Blog, look: Look) -> None:
    sites.set_site(session, "town", {"url": f"{blog.url}/2010"})
    assert look(blog.url + POST)["outside"]["base"] == f"{blog.url}/2010"


def test_images_matter_where_they_are_shown(session: Session, blog: Blog, look: Look) -> None:
    csp("script-src SERVICE; connect-src SERVICE; img-src 'self'")(blog)
    assert "csp-images" not in look(blog.url + POST)
    sites.set_site(session, "town", {"images": "on"})
    assert "csp-images" in look(blog.url + POST)


def test_an_unknown_site_is_told(session: Session, instance: Instance, blog: Blog) -> None:
    with pytest.raises(UnknownSite):
        check_any_page(session, instance, blog.url, "nowhere")
    assert blog.asked == []


@pytest.mark.usefixtures("blog")
def test_what_cannot_be_had_is_told(look: Look) -> None:
    assert look("ftp://town.example/").keys() == {"address"}
    assert look("nothing.invalid/a").keys() == {"name"}
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert look(f"http://127.0.0.1:{port}/").keys() == {"refused"}
    with web(b"220 mail.example ESMTP\r\n") as mail:
        assert look(mail.url).keys() == {"garbled"}


@pytest.mark.parametrize(
    ("page", "service", "expected"),
    [
        ("http", SERVICE, {"page-http"}),
        ("https", "http://comments.example", {"service-http"}),
        ("http", "http://comments.example", {"page-http"}),
        ("https", SERVICE, set[str]()),
    ],
)
def test_https_is_looked_at_on_either_side(page: str, service: str, expected: set[str]) -> None:
    url = f"{page}://town.example/a"
    site = Site(name="town", base_url="https://town.example", origins=("https://town.example",))
    html = script_line(service, "town") + thread_line(service, "town") + f'<link rel="canonical" href="{url}">'
    visit = Visit(asked=url, url=url, page=read_page(html, url))
    found = judge(visit, House(service=service, blogs={"town": site})).findings
    assert {finding.symbol for finding in found} == expected | {"key"}
