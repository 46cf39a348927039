"""Whom a page names as its author: in its head, in what it tells search engines, and in a link that says so."""

from __future__ import annotations

import json
import unicodedata
from html.parser import HTMLParser
from typing import Any

from discuss.domain.checkup.page import MOST_CHARACTERS

MOST_NAMES = 20
_LONGEST = 200
_MOST_DATA = 200_000
_DEEPEST = 8
_META = frozenset({"author", "article:author"})
_CLOSING = "-->'\">"  # as in `read_page`: what is left open costs by the square


def fold_name(name: str) -> str:
    """Give a name as it is compared: whatever the case, the width of its letters and the white space."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def read_authors(html: str) -> list[str]:
    """Give the names, folded, in the order in which they stand there. Nothing in a page can make this fail."""
    reader = _Reader()
    reader.feed(html[:MOST_CHARACTERS] + _CLOSING)
    reader.close()
    folded = (fold_name(name) for name in reader.names if len(name) <= _LONGEST)
    return [name for name in dict.fromkeys(folded) if name][:MOST_NAMES]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self._text: list[str] = []
        self._inside = ""  # the tag whose text is being read

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Read `<![…` as browsers do, as a comment; the library would raise at most of what may stand there."""
        return self.parse_bogus_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag == "meta" and _META & {given.get("name", "").lower(), given.get("property", "").lower()}:
            self.names.append(given.get("content", ""))
        is_data = tag == "script" and given.get("type", "").strip().lower() == "application/ld+json"
        if is_data or (tag == "a" and "author" in given.get("rel", "").lower().split()):
            self._inside, self._text = tag, []

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            text, self._inside = "".join(self._text), ""
            self.names += _read_data(text) if tag == "script" else [text]

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._text.append(data)


def _read_data(text: str) -> list[str]:
    """Give the names of authors in JSON-LD."""
    try:
        data = json.loads(text) if len(text) <= _MOST_DATA else None
    except (ValueError, RecursionError):
        return []
    return _find_authors(data, 0)


def _find_authors(data: Any, depth: int) -> list[str]:
    if depth > _DEEPEST:
        return []
    if isinstance(data, list):
        return [name for each in data for name in _find_authors(each, depth + 1)]
    if not isinstance(data, dict) or data.get("@type") == "Comment":  # somebody else wrote those
        return []
    inner = (value for key, value in data.items() if key not in {"author", "comment"})
    return [*_names_of(data.get("author")), *(name for value in inner for name in _find_authors(value, depth + 1))]


def _names_of(author: Any) -> list[str]:
    every = author if isinstance(author, list) else [author]
    found = [each.get("name") if isinstance(each, dict) else each for each in every]
    return [name for name in found if isinstance(name, str)]
