"""Texts are refused in words or kept whole."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from discuss.domain.texts import check_body, check_email, check_text, check_title, check_website
from discuss.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable

UNSTORABLE = [
    "\x00",
    "\x01",
    "\x08",
    "\x0b",
    "\x0c",
    "\x1b",
    "\x7f",
    "\ud800",
    "\udfff",
    "\ufdd0",
    "\ufffe",
    "\uffff",
    "\U0010ffff",
]
ANY_TEXT = st.text(st.characters(), max_size=60)


def any_text(value: str) -> str:
    return check_text(value, pointer="/note", limit=50)


@pytest.mark.parametrize("check", [any_text, check_body, check_title, check_email, check_website])
@given(value=ANY_TEXT)
def test_what_was_taken_once_is_taken_unchanged(check: Callable[[str], str], value: str) -> None:
    try:
        taken = check(value)
    except Invalid:
        return
    assert check(taken) == taken
    taken.encode()


@pytest.mark.parametrize("char", UNSTORABLE)
@pytest.mark.parametrize("check", [any_text, check_body, check_title, check_email, check_website])
def test_what_cannot_be_stored_is_refused(check: Callable[[str], str], char: str) -> None:
    for value in (char, f"a{char}b", f"a@example.org{char}", f"https://example.org/{char}"):
        with pytest.raises(Invalid):
            check(value)


def test_texts_are_nfc_with_line_feeds() -> None:
    assert any_text("e\u0301\r\nb\rc\td") == "é\nb\nc\td"


def test_a_limit_counts_code_points_as_kept() -> None:
    assert any_text("😀" * 50) == "😀" * 50
    assert any_text("e\u0301" * 50) == "é" * 50
    assert any_text("\r\n" * 50) == "\n" * 50
    for value in ("😀" * 51, "e\u0301" * 51, "\r\n" * 51, "x" * 1_000_000):
        with pytest.raises(Invalid) as refused:
            any_text(value)
        assert refused.value.errors[0].pointer == "/note"


@given(st.text(min_size=1))
def test_a_body_comes_back_as_it_was_sent(text: str) -> None:
    body = "x" + text.replace("\r", "")
    try:
        assert check_body(body) == body
    except Invalid:
        assert any(unicodedata.category(char) in {"Cc", "Cs", "Cn"} for char in body)


@pytest.mark.parametrize(
    "body",
    [
        "  indented\n\n",
        "foo<bar>",
        "&amp; &#x27;",
        "e\u0301",
        "\\' \\\\ %s $$ :x",
        "\u202ea",
        "a\x85b",
        "\u200d👋",
        "x" * 10_000,
    ],
)
def test_bodies_are_never_touched(body: str) -> None:
    assert check_body(body) == body


def test_line_ends_are_one() -> None:
    assert check_body("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize("body", ["", " ", "\n\t\r\n", "\u200b\u2060", "\u3164", "\u2800", "x" * 10_001, "😀" * 10_001])
def test_bodies_that_say_nothing_or_too_much(body: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_body(body)
    assert refused.value.errors[0].pointer == "/body"


def test_titles_are_one_line() -> None:
    assert check_title("  Town\r\n hall\u2028\u00a0tonight ") == "Town hall tonight"
    assert check_title("") == ""
    assert check_title("x" * 300) == "x" * 300
    with pytest.raises(Invalid):
        check_title("x" * 301)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", ""), ("  ", ""), (" anna@example.org ", "anna@example.org"),
        ("Anna.B+x@Example.ORG", "Anna.B+x@example.org"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"), ("o'neill@example.org", "o'neill@example.org"),
        ("a@example.org.", "a@example.org"), ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
        ("anna@straße.example", "anna@xn--strae-oqa.example"),
    ],
)  # fmt: skip
def test_email_addresses(sent: str, kept: str) -> None:
    assert check_email(sent) == kept


@pytest.mark.parametrize(
    "value",
    [
        "anna", "@", "anna@", "@example.org", "anna@localhost", "a@b@example.org", "anna @example.org",
        "anna@exam ple.org",
        "Anna <anna@example.org>", "anna@example.org, b@example.org",
        "anna@example.org;b@example.org", '"a b"@example.org',
        "anna(comment)@example.org", "anna@[127.0.0.1]", "anna@127.0.0.1", "anna@example.123", "anna@-a.example",
        "anna@example..org", "anna@.example", ".anna@example.org", "anna.@example.org", "an..na@example.org",
        "anna@example.org\n", "anna@example.org\r\nBcc: b@example.org", "anna\n@example.org", "änna@example.org",
        "a" * 65 + "@example.org", "a@" + "b" * 64 + ".example", "a@" + "b." * 130 + "example",
        "mailto:a@example.org",
        "anna@ex_ample.org", "anna@example.org\u2028", "anna＠example.org", "(" * 10_000, "a." * 10_000 + "@",
        "@" * 10_000,
        "=?utf-8?q?ann?=@example.org",
    ],
)  # fmt: skip
def test_what_is_no_email_address(value: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_email(value)
    assert refused.value.errors[0].pointer == "/author/email"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", ""), (" ", ""), ("example.org", "https://example.org"), ("//example.org/a", "https://example.org/a"),
        ("example.org:8080/a", "https://example.org:8080/a"),
        ("HTTP://Example.ORG:80/A?b=C#D", "http://example.org/A?b=C#D"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://example.org/a'b", "https://example.org/a%27b"),
        ("https://example.org/a%2Fb?c=%26#%zz", "https://example.org/a%2Fb?c=%26#%25zz"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/{x}|^", "https://example.org/%7Bx%7D%7C%5E"),
        ("http://192.0.2.1/", "http://192.0.2.1/"), ("javascript.example:80", "https://javascript.example:80"),
        ("https://example.org/#a#b", "https://example.org/#a%23b"),
        ("https://example.org?a", "https://example.org?a"),
    ],
)  # fmt: skip
def test_websites(sent: str, kept: str) -> None:
    assert check_website(sent) == kept


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:123", "java\tscript:alert(1)",
        "data:text/html,x", "data:123",
        "vbscript:x", "ftp://example.org", "mailto:a@example.org", "a@example.org", "https://u:p@example.org",
        "https://",
        "http:example.org", "http:/example.org", "https:\\\\example.org", "https://example.org\\@evil.example",
        "anna", "a b",
        'https://example.org/"onmouseover="x', "https://example.org/<script>", "https://example.org/`",
        "https://exa mple.org",
        "https://example.org/\n", "https://example.org:99999", "https://0x7f.1/", "https://2130706433/",
        "https://[::1", "?",
        "https://example.org/" + "a" * 481, "https://example.org/" + "a" * 2_000, "https://example.org/" + "é" * 100,
        "https://" + "a" * 64 + ".example", "//", "#a",
        "https://localhost/", "https://a..b/", "https://%65xample.org/", "https://℀.example/",
        "https://a\u200bb.example/",
    ],
)  # fmt: skip
def test_what_is_no_website(value: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_website(value)
    assert refused.value.errors[0].pointer == "/author/website"


@given(ANY_TEXT)
def test_a_website_can_stand_in_any_attribute(value: str) -> None:
    try:
        website = check_website("https://example.org/" + value)
    except Invalid:
        return
    assert website.startswith("https://example.org/")
    assert not set(website) & set("\"'<>`\\ \t\n{}|^")
    assert website.isascii()
