"""Web addresses are read strictly."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.urls import Url, parse_host, parse_url, recode, recode_path
from discuss.errors import Invalid


def test_an_address_in_parts() -> None:
    url = parse_url("HTTP://Town.Example:8080/a/B?c=d?e#f#g", "/url")
    assert url == Url("http", "town.example", 8080, "/a/B", "c=d?e", "f#g")
    assert url.origin == "http://town.example:8080"


@pytest.mark.parametrize("port", ["", ":", ":443"])
def test_the_usual_port_is_none(port: str) -> None:
    assert parse_url(f"https://town.example{port}", "/url") == Url("https", "town.example", None, "", "", "")


@pytest.mark.parametrize(
    "text", ["", "a", "ftp://a.example", "http://", "https://a.example:1:2", "https://[::1]x/", "\nhttps://a.example"]
)
def test_the_field_is_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_url(text, "/author/website")
    assert refused.value.errors[0].pointer == "/author/website"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Town.Example", "town.example"), ("town.example.", "town.example"), ("ｔｏｗｎ．example", "town.example"),
        ("town。example", "town.example"), ("BÜCHER.example", "xn--bcher-kva.example"), ("xn--bcher-kva.example",) * 2,
        ("faß.example", "xn--fa-hia.example"), ("bu\u0308cher.example", "xn--bcher-kva.example"), ("localhost",) * 2,
        ("中国", "xn--fiqs8s"), ("a_b.example", "a_b.example"), ("192.0.2.1", "192.0.2.1"),
        ("[2001:DB8:0::1]", "[2001:db8::1]"),
        ("1.example", "1.example"), ("हिन्दी.example", "xn--j2bd4cyah0f.example"),
    ],
)  # fmt: skip
def test_each_host_has_one_spelling(text: str, host: str) -> None:
    assert parse_host(text) == host


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "a..b", ".a", "-a.example", "a-.example", "a b", "a%2eb", "a/b", "a:b", "a@b", "℀.example",
    "a\u200bb", "😀.example",
     "127.1", "1", "0x7f.1", "0x7f000001", "0177.0.0.1", "256.0.0.1", "1.2.3.4.5", "[::1", "[]", "[::1%eth0]",
     "[1.2.3.4]", "[1::2::3]",
     "a" * 64, "a." * 127 + "example", "ü" * 63, "\ud800", "ﷺ" * 20],
)  # fmt: skip
def test_what_is_no_host(text: str) -> None:
    assert parse_host(text) is None


@given(st.text(max_size=30))
def test_a_host_once_read_stays(text: str) -> None:
    host = parse_host(text)
    if host is not None:
        assert parse_host(host) == host
        assert host.isascii()


@given(st.text(max_size=30))
def test_percent_encoding_has_one_spelling(text: str) -> None:
    once = recode(text, "/")
    assert recode(once, "/") == once
    path = recode_path(text)
    assert recode_path(path) == path
    assert path.startswith("/")


@pytest.mark.parametrize(
    ("path", "kept"),
    [("", "/"), ("/", "/"), ("//", "/"), ("/a/", "/a"), ("/a/./b/../c", "/a/c"), ("/..", "/"), ("/a/..", "/"),
    ("/%2E%2e/a", "/a"),
     ("/a%2fb", "/a%2Fb"), ("/...", "/..."), ("/%2e%2e%2fa", "/..%2Fa")],
)  # fmt: skip
def test_paths(path: str, kept: str) -> None:
    assert recode_path(path) == kept
