"""A blog built by Pelican from a WordPress export, with only the snippet in its theme, shows the old discussions."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from html import escape
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from discuss.domain.times import from_millis
from discuss.services.transfer import Import, import_file
from discuss.transfer.records import ThreadRecord
from discuss.transfer.sources import READERS, open_source
from tests.e2e.blogs import snippet
from tests.e2e.villages import CONFIG, Quiet
from tests.services.test_transfer import TOWN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.e2e.services import Service

pytestmark = pytest.mark.browser

_PATHS = "ARTICLE_PATHS = []\nPAGE_PATHS = ['pages']\n"


@pytest.fixture(params=TOWN, ids=lambda path: path.name)
def village(request: pytest.FixtureRequest, tmp_path: Path, service: Service) -> Iterator[tuple[str, dict[str, Any]]]:
    """Import an export into a site of its own and serve the blog that Pelican makes of its pages."""
    name = request.param.name.partition(".")[0]
    output = tmp_path / "output"
    output.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(output)))
    url = f"http://127.0.0.1:{server.server_port}"
    service.add_site(name, url)
    with service.house() as (session, instance):
        report = import_file(session, instance, Import(request.param, name))
    _build_blog(request.param, tmp_path, url, (service.url, name))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url, report
    server.shutdown()
    server.server_close()
    thread.join()


def _build_blog(export: Path, place: Path, url: str, snippet_of: tuple[str, str]) -> None:
    pages, overrides = place / "content" / "pages", place / "theme"
    pages.mkdir(parents=True)
    overrides.mkdir()
    service, site = snippet_of
    script = f'<script async src="{service}/embed.js" data-site="{site}"></script>'
    (overrides / "page.html").write_text(
        '{% extends "!simple/page.html" %}'
        f"{{% block head %}}{{{{ super() }}}}{script}{{% endblock %}}"
        f"{{% block content %}}{{{{ super() }}}}{snippet(service, site)}{{% endblock %}}"
    )
    for number, record in enumerate(_pages(export)):
        (pages / f"{number}.html").write_text(_write_page(number, record), encoding="utf-8")
    config = place / "pelicanconf.py"
    config.write_text(
        (CONFIG + _PATHS).format(
            url=url, content=str(place / "content"), output=str(place / "output"), overrides=str(overrides)
        )
    )
    command = [sys.executable, "-m", "pelican", "-s", str(config), "--fatal", "errors"]
    subprocess.run(command, check=True, capture_output=True, cwd=place)


def _write_page(number: int, record: ThreadRecord) -> str:
    """Write a page as Pelican takes it: HTML whose head says where it goes."""
    path = urlsplit(record.link).path.strip("/")
    meta = {"url": f"{path}/", "save_as": f"{path}/index.html", "slug": f"page-{number}"}
    head = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in meta.items())
    title = escape(record.title or "Untitled")
    return f"<html><head><title>{title}</title>{head}</head><body><p>Old words.</p></body></html>"


def _pages(export: Path) -> list[ThreadRecord]:
    with open_source(export) as stream:
        records = READERS["wxr"](stream, from_millis(1_790_000_000_000))
        return [record for record in records if isinstance(record, ThreadRecord) and not record.is_empty]


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_page()
    page.goto(address)
    page.locator("discuss-thread [part~=heading]").first.wait_for()
    return page


_CARDS = "discuss-thread [part~=card]:is([part~=comment], [part~=mention])"


def _count_all(page: Page) -> int:
    """Load whatever the page offers to load, then count what stands there."""
    more = page.locator("discuss-thread [part~=more]")
    while more.count():
        before = page.locator(_CARDS).count()
        more.first.click()
        page.locator(_CARDS).nth(before).wait_for()
    return page.locator(_CARDS).count()


def test_the_old_discussions_stand_under_their_pages(village: tuple[str, dict[str, Any]], chromium: Browser) -> None:
    url, report = village
    shown, closed = 0, 0
    for each in report["pages"]:
        page = _open(chromium, url + each["key"] + "/")
        shown += _count_all(page)
        closed += page.get_by_text("Comments are closed.").count()
        page.close()
    assert (len(report["pages"]), shown, closed) == (6, 28, 3)
