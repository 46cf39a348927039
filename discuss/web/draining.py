"""Listen to the end of what is refused for its size, as far as that is bearable.

A web server in front that is still sending while we close the connection may never read our answer: Apache says 502.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from flask import Flask, Response

MOST_BYTES = 1024 * 1024
_CHUNK = 64 * 1024


def init_draining(app: Flask) -> None:
    app.after_request(_drain)


def _drain(response: Response) -> Response:
    if response.status_code == 413:
        stream, left = request.environ["wsgi.input"], MOST_BYTES
        while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
            left -= len(chunk)
    return response
