"""Reduce any HTML to a few harmless elements; the only file that knows the sanitiser (docs/adr/0002-sanitiser.md)."""

from __future__ import annotations

from bleach.sanitizer import Cleaner

from discuss.rendering.tree import without_controls

# Read, but written under another name or dissolved by `shape`: they never reach a page.
_READ_ONLY = frozenset(
    ("b", "i", "s", "strike", "h1", "h2", "h3", "h4", "h5", "h6", "div", "section", "article"),
)

ELEMENTS = frozenset(
    (
        *("p", "br", "hr", "blockquote", "pre", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
        *("a", "code", "del", "em", "img", "strong", "sub", "sup"),
    ),
)
ATTRIBUTES = {
    "a": ["href", "title"],
    "code": ["class"],
    "img": ["src", "alt", "title"],
    "ol": ["start"],
}
SCHEMES = frozenset(("http", "https", "mailto"))


def sanitise(html: str) -> str:
    """Give balanced HTML of known elements and attributes only; what else was there loses its tags and keeps its text.

    Addresses are not safe yet: `javascript:123` is read as host and port here, and passes.
    """
    # A Cleaner keeps its parser's state: sharing one between threads mixes up their texts.
    cleaner = Cleaner(
        tags=ELEMENTS | _READ_ONLY, attributes=ATTRIBUTES, protocols=SCHEMES, strip=True, strip_comments=True
    )
    return str(cleaner.clean(without_controls(html)))
