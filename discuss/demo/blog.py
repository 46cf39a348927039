"""The small blog of the demonstration: a server of its own, on an origin of its own, with a strict policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template
from typing import TYPE_CHECKING

from discuss.demo.posts import TOWN, load_posts, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discuss.demo.posts import Post

_DAY = 86400
_FILES = {"/style.css": "text/css; charset=utf-8", "/mill.svg": "image/svg+xml"}
_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Document:
    """What the blog answers: a status, a media type, and the bytes."""

    status: int
    media: str
    body: bytes


def build_blog(service: str, began: int) -> dict[str, Document]:
    """Build the blog's documents by path. `began` is in milliseconds since 1970: the posts' dates count from it."""
    template = Template(read_text("pages", "layout.tpl"))
    posts = load_posts()
    documents = {path: Document(200, media, read_text("pages", path[1:]).encode()) for path, media in _FILES.items()}
    documents["/"] = _page(template, service, TOWN, "News from the lower town", _list_posts(posts, began))
    for post in posts:
        documents[post.path] = _page(template, service, post.site, post.title, _write_post(post, service, began))
    return documents


def policy(service: str) -> str:
    """Give the Content-Security-Policy of every page: all that the snippet needs, and nothing else."""
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self'; script-src {service}; connect-src {service}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types discuss"
    )


def _page(template: Template, service: str, site: str, title: str, main: str) -> Document:
    return Document(200, _HTML, template.substitute(service=service, site=site, title=title, main=main).encode())


def _list_posts(posts: list[Post], began: int) -> str:
    return '<h1>What is new</h1><ul class="posts">' + "".join(_list_post(post, began) for post in posts) + "</ul>"


def _list_post(post: Post, began: int) -> str:
    count = f' · <discuss-count thread="{post.path}" words></discuss-count>' if post.site == TOWN else ""
    return (
        f'<li><h2><a href="{post.path}">{escape(post.title)}</a></h2><p>{escape(post.teaser)}</p>'
        f'<p class="date">{_date(post, began)}{count}</p></li>'
    )


def _write_post(post: Post, service: str, began: int) -> str:
    link = (
        f'<a href="{service}/{post.site}/here" referrerpolicy="no-referrer-when-downgrade">Read and write comments</a>'
    )
    return (
        f'<article><h1>{escape(post.title)}</h1><p class="date">{_date(post, began)}</p>{post.html}</article>'
        f"<discuss-thread>{link}</discuss-thread>"
    )


def _date(post: Post, began: int) -> str:
    day = datetime.fromtimestamp(began / 1000 - post.days * _DAY, UTC)
    return f'<time datetime="{day:%Y-%m-%d}">{day.day} {day:%B %Y}</time>'


class BlogServer(ThreadingHTTPServer):
    """Serves the documents on loopback."""

    daemon_threads = True

    def __init__(self, port: int, service: str, began: int) -> None:
        self.documents: Mapping[str, Document] = build_blog(service, began)
        self.policy = policy(service)
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: BlogServer
    _missing = Document(404, _HTML, b'<!doctype html><title>Not here</title><p>Not here. <a href="/">All posts</a>')

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        document = self.server.documents.get(path.rstrip("/") or "/", self._missing)
        self.send_response(document.status)
        self.send_header("Content-Type", document.media)
        self.send_header("Content-Length", str(len(document.body)))
        self.send_header("Content-Security-Policy", self.server.policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(document.body)

    do_HEAD = do_GET  # noqa: N815 - the base class looks for this name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing: the terminal belongs to the reader."""
