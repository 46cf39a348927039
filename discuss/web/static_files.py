"""The embed and the style of pages: ready bytes, compressed once, revalidated by strong ETags."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from discuss.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent / "static"
_ENCODED = {".br": "br", ".gz": "gzip"}
_HASHED = re.compile(r"-[0-9a-f]{8,}\.[a-z0-9]+\Z")
_FOREVER = "public, max-age=31536000, immutable"
_SOON = "public, max-age=300, stale-while-revalidate=86400"
_LEAST_BYTES = 256  # below it, compressing costs more than it saves


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file in every encoding that pays; the first that a client takes is sent."""

    name: str
    etag: str
    encodings: Mapping[str, bytes] = field(repr=False)

    @property
    def mimetype(self) -> str:
        return guess_type(self.name)[0] or "application/octet-stream"


def read_files(root: Path) -> dict[str, StaticFile]:
    """Read all files below `root`, by their path. `name.br` and `name.gz` beside a file are its encodings."""
    paths = [path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix not in _ENCODED]
    return {(name := path.relative_to(root).as_posix()): _read_file(path, name) for path in paths}


def _read_file(path: Path, name: str) -> StaticFile:
    content = path.read_bytes()
    found = {
        encoding: beside.read_bytes()
        for suffix, encoding in _ENCODED.items()
        if (beside := path.with_name(path.name + suffix)).is_file()
    }
    found.setdefault("gzip", gzip.compress(content, 9, mtime=0))
    most = len(content) if len(content) > _LEAST_BYTES else 0
    smaller = {encoding: data for encoding, data in found.items() if len(data) < most}
    return StaticFile(name, sha256(content).hexdigest()[:20], smaller | {"identity": content})


def build_blueprint(root: Path = ROOT) -> Blueprint:
    """Serve `embed/embed.js` at `/embed.js`, `embed/…` at `/embed/…`, and everything at `/static/…`."""
    files = read_files(root)
    blueprint = Blueprint("static_files", __name__)

    def show(path: str) -> Response:
        if path not in files:
            raise NotFound(f"There is no file {path!r}.")
        return _present(files[path])

    blueprint.add_url_rule("/embed.js", "embed", show, defaults={"path": "embed/embed.js"})
    blueprint.add_url_rule("/embed/<path:path>", "chunk", lambda path: show(f"embed/{path}"))
    blueprint.add_url_rule("/static/<path:path>", "static", show)
    return blueprint


def _present(file: StaticFile) -> Response:
    encoding = next(each for each in file.encodings if each == "identity" or request.accept_encodings.quality(each) > 0)
    response = Response(file.encodings[encoding], mimetype=file.mimetype)
    response.set_etag(file.etag if encoding == "identity" else f"{file.etag}-{encoding}")
    headers = response.headers
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    headers["Vary"] = "Accept-Encoding"
    headers["Cache-Control"] = _FOREVER if _is_fixed(file) else _SOON
    # Scripts of a module are fetched with CORS, on any blog; nothing here is anybody's secret.
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response


def _is_fixed(file: StaticFile) -> bool:
    """Whether the address changes with the content: by a hash in the name, or by the hash asked for beside it."""
    return bool(_HASHED.search(file.name)) or request.args.get("v") == file.etag[:10]
