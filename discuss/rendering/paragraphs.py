"""Turn loose text into paragraphs as old blogs meant it: an empty line ends one, a newline breaks the line."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import TYPE_CHECKING

from discuss.rendering.tree import Element, Node, has_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EMPTY_LINE = re.compile(r"(\n[ \t]*(?:\n[ \t]*)+)")


def build_paragraphs(run: Iterable[Node]) -> list[Node]:
    """Give the paragraphs of a run of inline nodes; two line breaks in a row end a paragraph too."""
    paragraphs: list[list[Node]] = [[]]
    after_break = False
    for piece in _pieces(run):
        if _is_empty_line(piece) or (after_break and _is_break(piece)):
            paragraphs.append([])
            after_break = False
        else:
            paragraphs[-1].append(piece)
            after_break = _is_break(piece) or (after_break and _is_blank(piece))
    trimmed = [_trim(paragraph) for paragraph in paragraphs]
    return [Element("p", children=list(_break_lines(paragraph))) for paragraph in trimmed if has_content(paragraph)]


def _pieces(run: Iterable[Node]) -> Iterator[Node]:
    for node in run:
        yield from _EMPTY_LINE.split(node) if isinstance(node, str) else (node,)


def _is_empty_line(node: Node) -> bool:
    return isinstance(node, str) and _EMPTY_LINE.fullmatch(node) is not None


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br"


def _is_blank(node: Node) -> bool:
    return not node.strip() if isinstance(node, str) else node.tag == "br"


def _trim(nodes: list[Node]) -> list[Node]:
    begun = list(dropwhile(_is_blank, nodes))
    ended = list(dropwhile(_is_blank, reversed(begun)))[::-1]
    if ended and isinstance(ended[0], str):
        ended[0] = ended[0].lstrip()
    if ended and isinstance(ended[-1], str):
        ended[-1] = ended[-1].rstrip()
    return ended


def _break_lines(nodes: Iterable[Node]) -> Iterator[Node]:
    """Give the nodes with a line break before each newline, save where one stands already."""
    after_break = False
    for node in nodes:
        if isinstance(node, Element):
            yield Element(node.tag, node.attributes, list(_break_lines(node.children)))
            after_break = node.tag == "br"
            continue
        line, *lines = node.split("\n")
        yield line
        after_break = after_break and not line.strip()
        for line in lines:
            yield from (f"\n{line}",) if after_break else (Element("br"), f"\n{line}")
            after_break = False
