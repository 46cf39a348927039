"""gzip for answers that are worth it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from flask import Response

LEAST_BYTES = 1024
_LEVEL = 4  # beyond it, a page of comments gets a few per cent smaller and takes twice as long


def choose_encoding() -> str:
    """Give `gzip` where the client takes it, else `identity`."""
    return "gzip" if request.accept_encodings.quality("gzip") > 0 else "identity"


def compress(response: Response, encoding: str) -> Response:
    """Compress the body if `encoding` says so; the same bytes give the same bytes."""
    if encoding == "gzip" and response.content_length and response.content_length >= LEAST_BYTES:
        response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
