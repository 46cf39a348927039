"""Give sanitised HTML one shape: blocks hold text, text holds no blocks, every address is checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.rendering.inline import STYLES, InlineShaper, is_inline
from discuss.rendering.paragraphs import build_paragraphs
from discuss.rendering.tree import Element, Node, has_content, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}\Z")
_START = re.compile(r"[0-9]{1,9}\Z")


@dataclass(frozen=True, slots=True)
class Shaper:
    """Shapes the blocks of one text."""

    inline: InlineShaper

    def shape(self, children: Iterable[Node]) -> list[Node]:
        """Give blocks only: loose text becomes paragraphs."""
        return self._flow(children, build_paragraphs)

    def _flow(self, children: Iterable[Node], close: Callable[[list[Node]], list[Node]]) -> list[Node]:
        """Give blocks, and between them what `close` makes of each run of inline nodes."""
        blocks: list[Node] = []
        run: list[Node] = []
        for child in _dissolve_styles(children):
            if isinstance(child, str) or is_inline(child):
                run.append(child)
                continue
            blocks += close(self.inline.shape(run))
            run = []
            blocks += self._block(child)
        return blocks + close(self.inline.shape(run))

    def _block(self, element: Element) -> list[Node]:
        if element.tag in _HEADINGS or element.tag in ("p", "blockquote"):
            return self._text_block(element)
        if element.tag in ("ul", "ol"):
            return self._list(element)
        if element.tag == "pre":
            return [_build_code(element)]
        if element.tag == "table":
            return self._table(element)
        return [Element("hr")] if element.tag == "hr" else self.shape(element.children)

    def _text_block(self, element: Element) -> list[Node]:
        if element.tag == "blockquote":
            block = Element("blockquote", children=self.shape(element.children))
        elif element.tag == "p":
            block = Element("p", children=self.inline.shape(element.children))
        else:
            # A comment has no say in the outline of the page it stands on.
            block = Element("p", children=[Element("strong", children=self.inline.shape(element.children))])
        return [block] if has_content(block.children) else []

    def _list(self, element: Element) -> list[Node]:
        start = element.attributes.get("start", "")
        kept = {"start": start} if element.tag == "ol" and _START.match(start) else {}
        items: list[Node] = [
            # Text in an item keeps without paragraphs, so that short lists stay tight.
            Element("li", children=self._flow(inside, lambda run: run if has_content(run) else []))
            for inside in _items(element)
        ]
        return [Element(element.tag, kept, items)] if items else []

    def _table(self, element: Element) -> list[Node]:
        head: list[Node] = []
        body: list[Node] = []
        for row, is_head in _rows(element, is_head=False):
            cells = self._cells(row)
            if cells:
                (head if is_head else body).append(Element("tr", children=cells))
        parts: list[Node] = [Element(tag, children=rows) for tag, rows in (("thead", head), ("tbody", body)) if rows]
        return [Element("table", children=parts)] if parts else []

    def _cells(self, row: Element) -> list[Node]:
        return [
            Element(cell.tag, children=self.inline.shape(cell.children))
            for cell in row.children
            if isinstance(cell, Element) and cell.tag in ("td", "th")
        ]


def _dissolve_styles(children: Iterable[Node]) -> Iterator[Node]:
    """Give the children, without emphasis that stands around blocks: a tag left open must not swallow lists."""
    for child in children:
        if isinstance(child, Element) and child.tag in STYLES and _holds_block(child):
            yield from _dissolve_styles(child.children)
        else:
            yield child


def _holds_block(element: Element) -> bool:
    inside = (child for child in element.children if isinstance(child, Element))
    return any(not is_inline(child) or _holds_block(child) for child in inside)


def _items(element: Element) -> Iterator[list[Node]]:
    for child in element.children:
        if isinstance(child, Element) and child.tag == "li":
            yield child.children
        elif has_content([child]):
            yield [child]


def _rows(element: Element, *, is_head: bool) -> Iterator[tuple[Element, bool]]:
    for child in element.children:
        if isinstance(child, Element) and child.tag == "tr":
            yield child, is_head
        elif isinstance(child, Element):
            yield from _rows(child, is_head=is_head or child.tag == "thead")


def _build_code(element: Element) -> Element:
    """Give a block of code as `pre` around `code`: right after `pre` a parser would swallow a first newline."""
    only = [child for child in element.children if has_content([child])]
    code = only[0] if len(only) == 1 and isinstance(only[0], Element) and only[0].tag == "code" else element
    language = code.attributes.get("class", "")
    named = {"class": language} if code.tag == "code" and _LANGUAGE.match(language) else {}
    return Element("pre", children=[Element("code", named, [text_of(code)])])
