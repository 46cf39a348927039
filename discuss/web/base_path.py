"""Where the service lies below a path of its host, like `/talk` of the blog's own domain.

The public address says so, and nothing that a request brings: what is made for one reader is kept for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask


def init_base_path(app: Flask, base_url: str) -> None:
    if prefix := path_of(base_url):
        app.wsgi_app = BelowPath(app.wsgi_app, prefix)  # type: ignore[method-assign]


def path_of(base_url: str) -> str:
    """Give the path of an address as a request would bring it (PEP 3333), without a slash at its end."""
    return unquote(urlsplit(base_url).path, "latin-1").rstrip("/")


class BelowPath:
    """Let an application know that it lies below `prefix`, whether what is in front passes the path on whole or cut.

    A server that knows of the path itself (Passenger, mod_wsgi) says so by SCRIPT_NAME and has cut it already.
    """

    def __init__(self, app: WSGIApplication, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        is_whole = path == self._prefix or path.startswith(f"{self._prefix}/")
        if is_whole and not environ.get("SCRIPT_NAME"):
            environ["PATH_INFO"] = path.removeprefix(self._prefix)
        environ["SCRIPT_NAME"] = self._prefix
        return self._app(environ, start_response)
