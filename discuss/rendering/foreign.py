"""Prepare HTML of other systems: drop what was never text, and tell when it is too much to be parsed."""

from __future__ import annotations

import re
from html import unescape

from discuss.rendering.tree import without_controls

_MOST_TAGS = 1_500
_LONGEST = 65_536  # what WordPress keeps of a comment
_DEAD = re.compile(r"<(script|style|template|iframe|object|svg|math|textarea|title|select)\b", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[^<>]{2100,}>")
_TAG = re.compile(r"<[^<>]*>")


def prepare_html(html: str) -> str:
    """Give the HTML with plain newlines, without scripts, styles and tags longer than any address may be."""
    return _LONG_TAG.sub("", _without_dead(html.replace("\r\n", "\n").replace("\r", "\n")))


def is_too_much(html: str) -> bool:
    """Tell whether parsing could take long: elements that are never closed cost quadratic time."""
    return len(html) > _LONGEST or html.count("<") > _MOST_TAGS


def strip_tags(html: str) -> str:
    """Give the text of HTML without parsing it."""
    return without_controls(unescape(_TAG.sub(" ", html)))


def _without_dead(html: str) -> str:
    """Drop elements whose content is not text; one that is never closed loses its tag only, later."""
    lower = html.lower()
    kept: list[str] = []
    at = 0
    unclosed: set[str] = set()
    for match in _DEAD.finditer(html):
        name = match[1].lower()
        if match.start() < at or name in unclosed:
            continue
        end = lower.find(f"</{name}", match.end())
        if end < 0:
            unclosed.add(name)
            continue
        kept.append(html[at : match.start()])
        at = end
    return "".join((*kept, html[at:]))
