"""A small Pelican blog whose theme holds the two lines, as somebody pasted them."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIG = """
AUTHOR = "The village"
SITENAME = "The village"
SITEURL = {url!r}
TIMEZONE = "UTC"
PATH = {content!r}
OUTPUT_PATH = {output!r}
THEME = "simple"
THEME_TEMPLATES_OVERRIDES = [{overrides!r}]
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
LOG_FILTER = []
"""
_ARTICLE = (
    '<html><head><title>{title}</title><meta name="date" content="2026-11-0{day}"><meta name="slug" content="{slug}">'
    "</head><body><p>Words about it.</p></body></html>"
)
POSTS = {"ferry": "The ferry", "market": "The market"}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the tests' output quiet."""


class Village:
    """The blog's folder and address. It has posts from the start, and comments once `paste` was called."""

    def __init__(self, place: Path, url: str) -> None:
        self._place = place
        self.url = url

    def address_of(self, slug: str) -> str:
        return f"{self.url}/{slug}.html"

    def build(self, lines: str = "") -> None:
        """Build it with these lines below every post."""
        content, overrides = self._place / "content", self._place / "theme"
        for folder in (content, overrides):
            folder.mkdir(exist_ok=True, parents=True)
        for day, (slug, title) in enumerate(POSTS.items(), start=1):
            (content / f"{slug}.html").write_text(_ARTICLE.format(title=title, slug=slug, day=day))
        (overrides / "article.html").write_text(
            '{% extends "!simple/article.html" %}{% block content %}{{ super() }}' + lines + "{% endblock %}"
        )
        config = self._place / "pelicanconf.py"
        folders = {"content": str(content), "output": str(self._place / "output"), "overrides": str(overrides)}
        config.write_text(CONFIG.format(url=self.url, **folders))
        command = [sys.executable, "-m", "pelican", "-s", str(config), "--fatal", "errors"]
        subprocess.run(command, check=True, capture_output=True, cwd=self._place)


@contextmanager
def village(place: Path) -> Iterator[Village]:
    """Serve such a blog on an origin of its own, without comments yet."""
    output = place / "output"
    output.mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(output)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    blog = Village(place, f"http://127.0.0.1:{server.server_port}")
    blog.build()
    yield blog
    server.shutdown()
    server.server_close()
