"""What a page says, as far as comments go: read as browsers read it, from whatever bytes came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CHARACTERS = 2_000_000
_MOST_LINKS = 2_000
_CLOSING = "-->'\">"  # ends whatever a page leaves open: looking for an end that never comes costs by the square
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_SNIPPET = {
    "script": re.compile(r"<script\b[^<]{0,500}?embed\.js", re.IGNORECASE),
    "thread": re.compile("<discuss-thread\\b", re.IGNORECASE),
}


class Where(StrEnum):
    """Where a line of the snippet can stand without being one."""

    COMMENT = "in-comment"
    TEMPLATE = "in-template"
    NOSCRIPT = "in-noscript"
    TEXT = "as-text"


_INERT = {
    "template": Where.TEMPLATE,
    "noscript": Where.NOSCRIPT,
    **dict.fromkeys(("textarea", "title", "xmp", "iframe", "noembed", "noframes"), Where.TEXT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script tag. `src` is as written, `url` where it leads; both are empty where there is none."""

    src: str
    url: str
    attributes: Mapping[str, str]

    @property
    def site(self) -> str | None:
        return self.attributes.get("data-site")

    @property
    def type(self) -> str:
        return self.attributes.get("type", "").strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was found. `threads` are the `thread` attributes of the elements; `hidden`: which part stands where."""

    scripts: tuple[Script, ...] = ()
    threads: tuple[str | None, ...] = ()
    counts: int = 0
    canonicals: tuple[str, ...] = ()
    base: str = ""
    policies: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    hidden: frozenset[tuple[str, Where]] = frozenset()


def decode(body: bytes, content_type: str) -> str:
    """Give the text of a page in the encoding that it names, else in UTF-8."""
    header, meta = _HEADER_CHARSET.search(content_type), _CHARSET.search(body[:4096])
    name = header[1] if header else meta[1].decode("ascii", "replace") if meta else "utf-8"
    try:
        return body.decode(name, "replace")
    except (LookupError, UnicodeError, ValueError):  # no such encoding, or one that is none of text
        return body.decode("utf-8", "replace")


def read_page(html: str, url: str) -> Page:
    """Read a page that came from `url`. Nothing in it can make this fail."""
    reader = _Reader(url)
    reader.feed(html[:MOST_CHARACTERS] + _CLOSING)
    reader.close()
    return reader.page()


def join(base: str, address: str) -> str:
    """Give the full address; what cannot be one as it is."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._url = self._base = url
        self._has_base = False
        self._inert: list[str] = []
        self._raw = False
        self._scripts: list[Script] = []
        self._threads: list[str | None] = []
        self._counts = 0
        self._canonicals: list[str] = []
        self._policies: list[str] = []
        self._links: list[str] = []
        self._feeds: list[str] = []
        self._hidden: set[tuple[str, Where]] = set()

    def page(self) -> Page:
        return Page(
            scripts=tuple(self._scripts),
            threads=tuple(self._threads),
            counts=self._counts,
            canonicals=tuple(self._canonicals),
            base=self._base,
            policies=tuple(self._policies),
            links=tuple(self._links),
            feeds=tuple(self._feeds),
            hidden=frozenset(self._hidden),
        )

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Read `<![…` as browsers do, as a comment; the library would raise at most of what may stand there."""
        return self.parse_bogus_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}  # of two alike browsers take the first
        if self._inert:
            self._note_inert(tag, given)
        elif tag == "script":
            src = given.get("src", "")
            self._scripts.append(Script(src=src, url=join(self._base, src) if src.strip() else "", attributes=given))
        elif tag == "discuss-thread":
            self._threads.append(given.get("thread"))
        elif tag == "discuss-count":
            self._counts += 1
        else:
            self._take_other(tag, given)
        if tag in _INERT:
            self._inert.append(tag)
        self._raw = tag in {"script", "style"}

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # outside of XML a slash at the end means nothing

    def handle_endtag(self, tag: str) -> None:
        self._raw = False
        if tag in self._inert:
            del self._inert[len(self._inert) - 1 - self._inert[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._raw:
            self._note(data, self._where(Where.TEXT))

    def handle_comment(self, data: str) -> None:
        self._note(data, Where.COMMENT)

    def _take_other(self, tag: str, given: dict[str, str]) -> None:
        href = given.get("href", "")
        if tag == "base" and href and not self._has_base:
            self._base, self._has_base = join(self._url, href), True
        elif tag == "link" and "href" in given:
            self._take_link(given.get("rel", "").lower().split(), given.get("type", "").lower(), href)
        elif tag == "meta" and given.get("http-equiv", "").strip().lower() == "content-security-policy":
            self._policies.append(given.get("content", ""))
        elif tag == "a" and href and len(self._links) < _MOST_LINKS:
            self._links.append(join(self._base, href))

    def _take_link(self, rel: list[str], kind: str, href: str) -> None:
        if "canonical" in rel:
            self._canonicals.append(href)
        if "alternate" in rel and ("rss" in kind or "atom" in kind):
            self._feeds.append(join(self._base, href))

    def _note_inert(self, tag: str, given: dict[str, str]) -> None:
        if tag == "discuss-thread" or (tag == "script" and "embed.js" in given.get("src", "")):
            self._hidden.add(("thread" if tag == "discuss-thread" else "script", self._where(Where.TEXT)))

    def _note(self, text: str, where: Where) -> None:
        self._hidden |= {(part, where) for part, pattern in _SNIPPET.items() if pattern.search(text)}

    def _where(self, otherwise: Where) -> Where:
        return _INERT[self._inert[0]] if self._inert else otherwise
