"""Which origins may write, and how they are written."""

from __future__ import annotations

import pytest

from discuss.domain.origins import is_local, is_registered, origin_of
from discuss.errors import Invalid

SITE = ["https://town.example"]


@pytest.mark.parametrize(
    ("origin", "registered"),
    [
        ("https://town.example", "https://town.example"),
        ("http://town.example", "https://town.example/"),
        ("https://www.town.example", "https://town.example"),
        ("https://town.example", "http://www.town.example"),
        ("https://town.example:443", "https://town.example"),
        ("http://town.example:8080", "http://town.example:8080"),
        ("https://xn--mnchen-3ya.example", "https://München.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[0:0::1]:8000"),
    ],
)
def test_registered_origins(origin: str, registered: str) -> None:
    assert is_registered(origin, ["https://other.example", registered])


@pytest.mark.parametrize(
    "origin",
    [
        "null", "", "*", "town.example", "https://", "https://town.example.evil.example", "https://evil-town.example",
        "https://eviltown.example", "https://blog.town.example", "https://town.example:8443",
        "http://town.example:443",
        "https://town.example/", "https://town.example/a", "https://u@town.example",
        "https://town.example, https://evil.example", "https://town.examplé", "ftp://town.example",
        "http://localhost",
        "http://127.0.0.1:8000", "http://[::1]", "https://town.example\x00", "https://town.example#x", "file://",
    ],
)  # fmt: skip
def test_other_origins(origin: str) -> None:
    assert not is_registered(origin, SITE)


def test_a_broken_registered_origin_matches_nothing() -> None:
    assert not is_registered("null", ["null", "", "*"])
    assert not is_registered("", [""])


def test_origins_are_written_as_browsers_write_them() -> None:
    assert origin_of("HTTPS://Town.Example:443/a?b#c") == "https://town.example"
    assert origin_of("http://[0:0::1]:8000/") == "http://[::1]:8000"
    with pytest.raises(Invalid):
        origin_of("null")


def test_local_origins() -> None:
    assert all(map(is_local, ["http://localhost", "http://127.0.0.2:80", "http://[::1]:3000", "https://a.localhost"]))
    assert not any(map(is_local, ["null", "http://localhost.evil.example", "http://128.0.0.1", "https://town.example"]))
