"""Fixtures: Chromium, the running service, a blog on another origin, and watched readers and moderators."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from discuss.domain.permissions import Role
from discuss.services import sites
from tests.e2e.blogs import Blog, serve_blog
from tests.e2e.moderators import PASSWORD, Moderator
from tests.e2e.readers import Desk, Reader
from tests.e2e.services import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# No sandbox, for tests may run as root; and nothing of Chromium's own may leave this machine.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Forms ask for an address only where mail is sent. Nobody listens there: what is to be sent waits.
_MAIL = "DISCUSS_SMTP_URL=smtp://127.0.0.1:9\nDISCUSS_MAIL_FROM=comments@town.example\n"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Chromium for one file of tests: Playwright's loop must not outlive it, for other tests have their own."""
    path = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    assert path, "There is no Chromium here. `make test-deps` installs it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def start_service(data: Path) -> Iterator[Service]:
    service = Service(data)
    (data / ".env").write_text(_MAIL)
    service.start()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with start_service(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture(scope="module")
def blog(service: Service) -> Iterator[Blog]:
    blog = Blog(service.url)
    stop = serve_blog(blog)
    yield blog
    stop()


@pytest.fixture
def desk(request: pytest.FixtureRequest, service: Service, blog: Blog) -> Desk:
    """A site and a post of this test alone."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_").lower()).strip("-")[:60].strip("-")
    service.add_site(name, blog.url)
    return Desk(service, blog, name)


@pytest.fixture
def open_reader(chromium: Browser, desk: Desk) -> Iterator[Callable[..., Reader]]:
    """Give a function that opens a browser of its own for another reader; each is watched until the test ends."""
    readers: list[Reader] = []

    def open_reader(**options: object) -> Reader:
        readers.append(Reader(chromium.new_context(**options), desk))  # type: ignore[arg-type]
        return readers[-1]

    yield open_reader
    for reader in readers:
        reader.leave()


@pytest.fixture
def reader(open_reader: Callable[..., Reader]) -> Reader:
    """Give a reader with a browser at an ordinary screen."""
    return open_reader()


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """A site with a moderator, Mo, on which comments appear at once."""
    desk.service.add_member(desk.site, "Mo")
    with desk.service.house() as (session, _):
        sites.set_password(session, f"{desk.site}@team.example", PASSWORD)
    return desk


@pytest.fixture
def team(staffed: Desk) -> Desk:
    """A site with a moderator, on which everything waits."""
    staffed.set_site(premoderation="all", rules="off")
    return staffed


@pytest.fixture
def owned(staffed: Desk) -> Desk:
    """A site whose owner Mo is."""
    with staffed.service.house() as (session, _):
        sites.set_role(session, f"{staffed.site}@team.example", staffed.site, Role.OWNER)
    return staffed


@pytest.fixture
def open_moderator(chromium: Browser, staffed: Desk) -> Iterator[Callable[..., Moderator]]:
    """Give a function that opens a browser of its own and signs in; each is watched until the test ends.

    Without `who` it is Mo, with it another of the team: so the e-mail address goes on after the name of the site.
    """
    moderators: list[Moderator] = []

    def open_moderator(who: str = "", **options: Any) -> Moderator:
        moderators.append(Moderator(chromium.new_context(**options), staffed.service, staffed.site))
        return moderators[-1].sign_in(who)

    yield open_moderator
    for moderator in moderators:
        moderator.leave()
