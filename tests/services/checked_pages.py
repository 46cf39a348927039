"""A blog on loopback whose pages are made from a good one by one change each."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from discuss.domain.snippet import script_line, thread_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Change = Callable[["Blog"], object]

SERVICE = "https://comments.example"
SCRIPT = script_line(SERVICE, "town")
ELEMENT = thread_line(SERVICE, "town")
POST = "/2009/09/town-hall"
OTHER = "/2009/10/the-mill"


@dataclass(slots=True)
class Answer:
    """What the server says at a path."""

    html: str
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=lambda: [("Content-Type", "text/html; charset=utf-8")])


@dataclass(slots=True)
class Blog:
    """A blog of two posts that is right in all, until a test changes something."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def post(self) -> Answer:
        return self.answers[POST]

    def fill(self) -> None:
        self.answers = {path: Answer(self.page(path)) for path in (POST, OTHER)}

    def page(self, path: str) -> str:
        other = OTHER if path == POST else POST
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A post</title>'
            f'<link rel="canonical" href="{self.url}{path}">{SCRIPT}</head>'
            f'<body><main><h1>A post</h1><p>Words.</p>{ELEMENT}<a href="{other}">The other</a></main></body></html>'
        )

    def change(self, old: str, new: str, *paths: str) -> None:
        """Change one thing in a page (or in the pages at `paths`). It must have been there."""
        for path in paths or (POST,):
            assert old in self.answers[path].html
            self.answers[path].html = self.answers[path].html.replace(old, new)

    def head(self, name: str, value: str) -> None:
        self.post.headers = [*(each for each in self.post.headers if each[0] != name), (name, value)]

    def add_head(self, name: str, value: str) -> None:
        self.post.headers.append((name, value))


@contextmanager
def serve_blog() -> Iterator[Blog]:
    blog = Blog()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _build_handler(blog))
    blog.port = server.server_port
    blog.fill()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield blog
    server.shutdown()
    server.server_close()
    thread.join()


def _build_handler(blog: Blog) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            blog.asked.append(self.path)
            answer = blog.answers.get(self.path) or Answer("Not here", 404)
            body = answer.html.encode()
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    return Handler


def script(old: str, new: str) -> Change:
    return lambda blog: blog.change(SCRIPT, SCRIPT.replace(old, new))


def element(old: str, new: str, *paths: str) -> Change:
    return lambda blog: blog.change(ELEMENT, ELEMENT.replace(old, new), *paths)


def status(code: int) -> Change:
    return lambda blog: setattr(blog.post, "status", code)


def head(name: str, value: str) -> Change:
    return lambda blog: blog.head(name, value)


def csp(policy: str) -> Change:
    return head("Content-Security-Policy", policy.replace("SERVICE", SERVICE))


def canonical(href: str, *paths: str) -> Change:
    def change(blog: Blog) -> None:
        for path in paths or (POST,):
            blog.change(f'href="{blog.url}{path}"', f'href="{href.replace("BLOG", blog.url)}"', path)

    return change


def lead(target: str) -> Change:
    """Lead from the post to another place."""

    def change(blog: Blog) -> None:
        blog.answers["/new"] = blog.answers[POST]
        blog.answers[POST].headers = [("Content-Type", "text/html")]
        blog.answers[POST] = Answer("", 302, [("Location", target.replace("PORT", str(blog.port)))])

    return change


def swap(old: str, new: str, *paths: str) -> Change:
    return lambda blog: blog.change(old, new, *paths)


def both(first: Change, second: Change) -> Change:
    def change(blog: Blog) -> None:
        first(blog)
        second(blog)

    return change


def add_csp(policy: str) -> Change:
    return lambda blog: blog.add_head("Content-Security-Policy", policy)
