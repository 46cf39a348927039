"""Turn loose text into paragraphs as old blogs meant it: an empty line ends one, a newline breaks the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discuss.rendering.tree import Element, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EMPTY_LINE = re.compile(r"(\n[ \t]*(?:\n[ \t]*)+)")


def build_paragraphs(run: Iterable[Node]) -> list[Node]:
    """Give the paragraphs of a run of inline nodes; two line breaks in a row end a paragraph too."""
    paragraphs: list[list[Node]] = [[]]
    for piece in _pieces(run):
        if piece == "\n\n" or (_is_break(piece) and _ends_with_break(paragraphs[-1])):
            paragraphs.append([])
        else:
            paragraphs[-1].append(piece)
    trimmed = [_trimmed(paragraph) for paragraph in paragraphs]
    return [Element("p", children=list(_broken(paragraph))) for paragraph in trimmed if paragraph]


def _pieces(run: Iterable[Node]) -> Iterator[Node]:
    for node in run:
        if isinstance(node, str):
            for part in _EMPTY_LINE.split(node):
                yield "\n\n" if _EMPTY_LINE.fullmatch(part) else part
        else:
            yield node


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br"


def _is_blank(node: Node) -> bool:
    return node.isspace() or not node if isinstance(node, str) else node.tag == "br"


def _ends_with_break(nodes: list[Node]) -> bool:
    solid = [node for node in nodes[-2:] if not (isinstance(node, str) and _is_blank(node))]
    return bool(solid) and _is_break(solid[-1])


def _trimmed(nodes: list[Node]) -> list[Node]:
    while nodes and _is_blank(nodes[0]):
        nodes = nodes[1:]
    while nodes and _is_blank(nodes[-1]):
        nodes = nodes[:-1]
    if nodes and isinstance(nodes[0], str):
        nodes[0] = nodes[0].lstrip()
    if nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].rstrip()
    return nodes


def _broken(nodes: Iterable[Node]) -> Iterator[Node]:
    """Give the nodes with a line break before each newline, save where one stands already."""
    after_break = False
    for node in nodes:
        if isinstance(node, Element):
            yield Element(node.tag, node.attributes, list(_broken(node.children)))
            after_break = node.tag == "br"
            continue
        first, *lines = node.split("\n")
        yield first
        for line in lines:
            if not after_break or first.strip():
                yield Element("br")
            yield f"\n{line}"
            after_break, first = False, line
