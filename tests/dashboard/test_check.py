"""Check my page: what an owner is told, where the service goes for it, and where it never goes."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from discuss.services import sites
from tests.api.worlds import dump
from tests.dashboard.moderating import see
from tests.services.checked_pages import POST, serve_blog
from tests.test_outbound import OK, web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import TestResponse

    from discuss.config import Settings
    from tests.dashboard.moderating import Browser, Team
    from tests.services.checked_pages import Blog

CHECK = "/moderate/town/check"
FINE = "Readers see the comments here."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, outbound_allow=(ip_network("127.0.0.1"),))


@pytest.fixture
def blog(team: Team) -> Iterator[Blog]:
    """Give a blog of `town`, which has everything right."""
    with serve_blog() as blog:
        sites.set_site(team.session, "town", {"url": blog.url})
        yield blog


@pytest.fixture
def owner(enter: Callable[[str], Browser]) -> Browser:
    return enter("owner")


def check(owner: Browser, url: str) -> TestResponse:
    return owner.post(CHECK, url=url)


def test_a_page_that_is_right_is_called_so_with_its_key(owner: Browser, blog: Blog) -> None:
    assert CHECK in owner.see("/moderate/town/more").links
    assert blog.url in owner.see(CHECK).text
    assert blog.asked == []
    page = see(check(owner, f"  {blog.url}{POST}#comments "))
    assert FINE in page.text
    assert f"This page's comments are kept under {POST}." in page.text
    assert blog.asked[0] == POST


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_fault_comes_with_the_line_to_paste(owner: Browser, team: Team, blog: Blog, language: str) -> None:
    team.set_site(language=language)
    blog.change('data-site="town"', 'data-site="twon"')
    answer = check(owner, blog.url + POST)
    assert answer.status_code == 200
    text = see(answer).text
    assert "“twon”. Did you mean “town”?" in text or "„twon“. Meintest du „town“?" in text
    assert '<script async src="https://comments.example/embed.js" data-site="town"></script>' in text
    assert FINE not in text


def test_what_a_page_says_carries_no_markup(owner: Browser, blog: Blog) -> None:
    evil = "&lt;img src=x onerror=alert(1)&gt;&lt;/pre&gt;"
    blog.change('data-site="town"', f'data-site="{evil}"')
    blog.change("<discuss-thread>", f'<discuss-thread thread="/{evil}">')
    blog.change('rel="canonical" href="', f'rel="canonical" href="javascript:{evil}')
    page = see(check(owner, blog.url + POST))
    assert "<img src=x onerror=alert(1)></pre>" in page.text
    assert not [link for link in page.links if "javascript" in link]


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://town.example/", "https://elsewhere.example/a", "http://169.254.169.254/", "http://[::1]/a"]
)
def test_no_other_address_is_asked(owner: Browser, team: Team, blog: Blog, url: str) -> None:
    before = dump(team.session)
    answer = check(owner, url)
    assert answer.status_code == 422
    assert see(answer).text
    assert blog.asked == []
    assert dump(team.session) == before


def test_a_private_network_is_not_entered(owner: Browser, team: Team) -> None:
    with web(OK, "127.0.0.2") as private:
        url = f"http://127.0.0.2:{private.listener.getsockname()[1]}"
        sites.set_site(team.session, "town", {"url": url})
        text = see(check(owner, f"{url}/a")).text
        assert private.asked == []
    assert "only your own network can reach" in text


def test_nobody_lets_it_ask_without_end(owner: Browser, blog: Blog, enter: Callable[[str], Browser]) -> None:
    blog.post.html = "<p>Short</p>"
    codes = [check(owner, blog.url + POST).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    asked = len(blog.asked)
    assert check(owner, blog.url + POST).status_code == 429
    assert len(blog.asked) == asked
    assert check(enter("admin"), blog.url + POST).status_code == 200


def test_a_moderator_sets_nothing_up(mo: Browser, blog: Blog) -> None:
    assert CHECK not in mo.see("/moderate/town/more").links
    assert check(mo, blog.url + POST).status_code == 403
    assert blog.asked == []
