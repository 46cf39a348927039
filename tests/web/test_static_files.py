from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from discuss.web.static_files import build_blueprint, read_files

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

SCRIPT = "console.log('hello');\n" * 200


@pytest.fixture
def root(tmp_path: Path) -> Path:
    embed = tmp_path / "static" / "embed"
    embed.mkdir(parents=True)
    (embed / "embed.js").write_text(SCRIPT)
    (embed / "embed.js.br").write_bytes(b"b" * 300)
    (embed / "write-57c5ce305f.js").write_text(SCRIPT)
    (embed / "tiny.css").write_text("p {}")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path / "static"


@pytest.fixture
def files(root: Path) -> FlaskClient:
    app = Flask("files", static_folder=None)
    app.register_blueprint(build_blueprint(root))
    return app.test_client()


def test_the_embed_may_be_used_by_any_page(files: FlaskClient) -> None:
    answer = files.get("/embed.js")
    assert answer.text == SCRIPT
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"


def test_what_has_its_hash_in_its_name_never_changes(files: FlaskClient) -> None:
    assert "immutable" in files.get("/embed/write-57c5ce305f.js").headers["Cache-Control"]
    assert "immutable" in files.get("/static/embed/write-57c5ce305f.js").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (None, None),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", None),
    ],
)
def test_the_best_encoding_that_the_browser_takes_is_sent(
    files: FlaskClient, accepted: str | None, encoding: str | None
) -> None:
    answer = files.get("/embed.js", headers={"Accept-Encoding": accepted} if accepted else {})
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    if encoding == "gzip":
        assert gzip.decompress(answer.data).decode() == SCRIPT
    if encoding == "br":
        assert answer.data == b"b" * 300


def test_a_file_that_is_known_is_not_sent_again(files: FlaskClient) -> None:
    for encoding in ("identity", "gzip", "br"):
        headers = {"Accept-Encoding": encoding}
        tag = files.get("/embed.js", headers=headers).headers["ETag"]
        again = files.get("/embed.js", headers=headers | {"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


def test_each_encoding_has_its_own_tag(files: FlaskClient) -> None:
    tags = {files.get("/embed.js", headers={"Accept-Encoding": each}).headers["ETag"] for each in ("gzip", "br", "")}
    assert len(tags) == 3


def test_what_is_tiny_is_not_compressed(files: FlaskClient) -> None:
    answer = files.get("/embed/tiny.css", headers={"Accept-Encoding": "gzip"})
    assert (answer.text, answer.headers.get("Content-Encoding")) == ("p {}", None)


def test_encodings_are_no_files_of_their_own(root: Path) -> None:
    assert set(read_files(root)) == {"embed/embed.js", "embed/write-57c5ce305f.js", "embed/tiny.css"}


@pytest.mark.parametrize(
    "path", ["/static/../secret.txt", "/static/%2e%2e/secret.txt", "/embed/../../secret.txt", "/static/"]
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_file_of_the_package_is_served(client: FlaskClient) -> None:
    script = client.get("/embed.js")
    assert script.status_code == 200
    assert script.headers["X-Request-Id"]
    assert client.head("/embed.js").headers["Content-Length"] == str(len(script.data))
