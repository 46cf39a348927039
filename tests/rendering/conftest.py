"""The oracle of all rendering tests: what may stand in HTML that goes into somebody else's page."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Attributes = list[tuple[str, str | None]]

# Written out here again, on purpose: the oracle shares nothing with what it judges.
ALLOWED: dict[str, set[str]] = {
    **{tag: set() for tag in ("p", "br", "hr", "blockquote", "pre", "ul", "li", "em", "strong", "del", "sub", "sup")},
    **{tag: set() for tag in ("table", "thead", "tbody", "tr", "th", "td")},
    "ol": {"start"},
    "code": {"class"},
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "loading", "referrerpolicy"},
}
VALUES: dict[str, re.Pattern[str]] = {
    "href": re.compile(r"(https?://[a-z0-9\[][^\s\\@/]*([/?#][!-~]*)?|mailto:[!-~]+@[a-z0-9.-]+)\Z"),
    "src": re.compile(r"https?://[a-z0-9\[][^\s\\@/]*([/?#][!-~]*)?\Z"),
    "rel": re.compile(r"nofollow ugc noopener\Z"),
    "class": re.compile(r"language-[\w+#.-]+\Z", re.ASCII),
    "start": re.compile(r"[0-9]{1,9}\Z"),
    "loading": re.compile(r"lazy\Z"),
    "referrerpolicy": re.compile(r"no-referrer\Z"),
}


class _Oracle(HTMLParser):
    """Reads the output as a browser's tokenizer would, and writes down again what it understood."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.understood: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        names = [name for name, _ in attrs]
        assert tag in ALLOWED, f"element {tag}"
        assert set(names) <= ALLOWED[tag], f"attributes {names} of {tag}"
        assert len(set(names)) == len(names), f"an attribute twice: {names}"
        for name, value in attrs:
            assert value is not None, f"{name} without a value"
            assert name not in VALUES or VALUES[name].match(value), f"{name}={value!r}"
        if tag == "a":
            assert names[0] == "href", f"a link that leads nowhere: {attrs}"
            assert names[-1] == "rel", f"a link without rel: {attrs}"
            assert "a" not in self.open, "a link inside a link"
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        written = "".join(f' {name}="{escape(str(value))}"' for name, value in attrs)
        self.understood.append(f"<{tag}{written}>")
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"
        self.understood.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.understood.append(escape(data, quote=False))

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        pytest.fail(f"a declaration: {decl!r}")

    def handle_pi(self, data: str) -> None:
        pytest.fail(f"a processing instruction: {data!r}")

    def unknown_decl(self, data: str) -> None:
        pytest.fail(f"a marked section: {data!r}")


def check_safe(html: str) -> tuple[str, ...]:
    """Assert that HTML is balanced, canonical and harmless; give the addresses it points to, in order."""
    oracle = _Oracle()
    oracle.feed(html)
    oracle.close()
    assert not oracle.open, f"never closed: {oracle.open}"
    assert "".join(oracle.understood) == html
    return tuple(oracle.links)


@pytest.fixture(scope="session")
def safe() -> Callable[[str], tuple[str, ...]]:
    return check_safe
