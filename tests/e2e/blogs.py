"""A blog of the tests: pages on an origin of their own, under the strict policy of the demonstration's blog."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from discuss.demo.blog import policy

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the blog. `policy` is its Content-Security-Policy; empty: none."""

    html: str
    policy: str


@dataclass(slots=True)
class Blog:
    """Pages by path; a path that is not there answers 404."""

    service: str
    port: int = 0
    leaves: dict[str, Leaf] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, body: str, *, site: str, strict: bool = True, service: str = "") -> str:
        """Lay a page with the snippet's first line at a path and give its address."""
        script = f'<script async src="{service or self.service}/embed.js" data-site="{site}"></script>'
        html = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>A post</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"{script}<body><main><h1>A post</h1>{body}</main></html>"
        )
        self.leaves[path] = Leaf(html, policy(self.service) if strict else "")
        return self.url + path


def snippet(service: str, site: str, attributes: str = "") -> str:
    """Give the snippet's second line, as the README has it."""
    link = f'<a href="{service}/{site}/here" referrerpolicy="no-referrer-when-downgrade">Read and write comments</a>'
    return f"<discuss-thread {attributes}>{link}</discuss-thread>"


def serve_blog(blog: Blog) -> Callable[[], None]:
    """Serve the blog on a free port of loopback. Gives what stops it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            leaf = blog.leaves.get(self.path.partition("?")[0])
            body = (leaf.html if leaf else "Not here").encode()
            self.send_response(200 if leaf else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if leaf and leaf.policy:
                self.send_header("Content-Security-Policy", leaf.policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    blog.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
