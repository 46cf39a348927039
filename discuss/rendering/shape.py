"""Give sanitised HTML one shape: blocks hold text, text holds no blocks, every address is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from discuss.rendering.addresses import safe_address, safe_image
from discuss.rendering.paragraphs import build_paragraphs
from discuss.rendering.tree import Element, Node, text_of

_RENAMED = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_STYLED = frozenset(("strong", "em", "del", "sub", "sup", "code"))
_INLINE = _STYLED | frozenset(_RENAMED) | frozenset(("a", "br", "img"))
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}\Z")
_GAP = Element("gap")
LINK_REL = "nofollow ugc noopener"


@dataclass(frozen=True, slots=True)
class Shaper:
    """Builds the final tree of one text; `images` says whether images stay or become links."""

    images: bool

    def blocks(self, children: Iterable[Node]) -> list[Node]:
        """Give blocks only: loose text becomes paragraphs."""
        blocks: list[Node] = []
        run: list[Node] = []
        for child in _dissolved(children):
            if _is_inline(child):
                run.append(child)
                continue
            blocks += build_paragraphs(self.inline(run))
            run = []
            blocks += self._block(child)
        return blocks + build_paragraphs(self.inline(run))

    def _block(self, node: Node) -> list[Node]:
        assert isinstance(node, Element)
        if node.tag == "p":
            return _unless_empty(Element("p", children=self.inline(node.children)))
        if node.tag in _HEADINGS:
            # A comment has no say in the outline of the page it stands on.
            strong = Element("strong", children=self.inline(node.children))
            return _unless_empty(Element("p", children=[strong]))
        if node.tag == "blockquote":
            return _unless_empty(Element("blockquote", children=self.blocks(node.children)))
        if node.tag in ("ul", "ol"):
            return self._list(node)
        if node.tag == "pre":
            return [_code_block(node)]
        if node.tag == "table":
            return self._table(node)
        return [Element("hr")] if node.tag == "hr" else self.blocks(node.children)

    def _list(self, node: Element) -> list[Node]:
        start = node.attributes.get("start", "")
        kept = {"start": start} if node.tag == "ol" and re.fullmatch(r"[0-9]{1,9}", start) else {}
        items: list[Node] = []
        for child in node.children:
            inside = child.children if isinstance(child, Element) and child.tag == "li" else [child]
            if inside is not child and (isinstance(child, Element) or child.strip()):
                items.append(Element("li", children=self._item(inside)))
        return [Element(node.tag, kept, items)] if items else []

    def _item(self, children: Iterable[Node]) -> list[Node]:
        """Give an item of a list: text stays without a paragraph around it, so that short lists stay tight."""
        item: list[Node] = []
        run: list[Node] = []
        for child in _dissolved(children):
            if _is_inline(child):
                run.append(child)
                continue
            item += self._tight(run)
            run = []
            item += self._block(child)
        return item + self._tight(run)

    def _tight(self, run: list[Node]) -> list[Node]:
        inline = self.inline(run)
        return inline if _has_content(inline) else []

    def _table(self, node: Element) -> list[Node]:
        head: list[Node] = []
        body: list[Node] = []
        for row, is_head in _rows(node, inside_head=False):
            cells: list[Node] = [
                Element(cell.tag, children=self.inline(cell.children))
                for cell in row.children
                if isinstance(cell, Element) and cell.tag in ("td", "th")
            ]
            if cells:
                (head if is_head else body).append(Element("tr", children=cells))
        parts: list[Node] = [Element(tag, children=rows) for tag, rows in (("thead", head), ("tbody", body)) if rows]
        return [Element("table", children=parts)] if parts else []

    def inline(self, children: Iterable[Node], *, in_link: bool = False) -> list[Node]:
        """Give text and inline elements only: a block in there leaves its content, set apart by line breaks."""
        nodes: list[Node] = []
        for child in children:
            nodes += self._inline(child, in_link=in_link)
        return _closed_gaps(nodes)

    def _inline(self, node: Node, *, in_link: bool) -> list[Node]:
        if isinstance(node, str):
            return [node]
        if node.tag in ("br", "gap"):
            return [node]
        if node.tag == "img":
            return self._image(node, in_link=in_link)
        if node.tag == "a":
            return self._link(node, in_link=in_link)
        inside = self.inline(node.children, in_link=in_link)
        tag = _RENAMED.get(node.tag, node.tag)
        return [Element(tag, children=inside)] if tag in _STYLED else [_GAP, *inside, _GAP]

    def _link(self, node: Element, *, in_link: bool) -> list[Node]:
        href = None if in_link else safe_address(node.attributes.get("href", ""))
        inside = self.inline(node.children, in_link=in_link or href is not None)
        return [_link(href, inside, node.attributes.get("title"))] if href else inside

    def _image(self, node: Element, *, in_link: bool) -> list[Node]:
        source = safe_image(node.attributes.get("src", ""))
        alt = node.attributes.get("alt", "")
        if source is None or (in_link and not self.images):
            return [alt] if alt else []
        if not self.images:
            return [_link(source, [alt.strip() or source], node.attributes.get("title"))]
        shown = {"src": source, "alt": alt, "loading": "lazy", "referrerpolicy": "no-referrer"}
        return [Element("img", shown)]


def _link(href: str, inside: list[Node], title: str | None) -> Element:
    titled = {"title": title} if title else {}
    return Element("a", {"href": href, **titled, "rel": LINK_REL}, inside)


def _is_inline(node: Node) -> bool:
    return isinstance(node, str) or node.tag in _INLINE


def _dissolved(children: Iterable[Node]) -> Iterator[Node]:
    """Give the children; an inline element around blocks is dissolved, save a link, which dissolves them."""
    for child in children:
        if isinstance(child, Element) and child.tag in _INLINE - {"a"} and _holds_block(child):
            yield from _dissolved(child.children)
        else:
            yield child


def _holds_block(node: Element) -> bool:
    return any(
        isinstance(child, Element) and (child.tag not in _INLINE or _holds_block(child)) for child in node.children
    )


def _rows(node: Element, *, inside_head: bool) -> Iterator[tuple[Element, bool]]:
    for child in node.children:
        if isinstance(child, Element) and child.tag == "tr":
            yield child, inside_head
        elif isinstance(child, Element):
            yield from _rows(child, inside_head=inside_head or child.tag == "thead")


def _code_block(node: Element) -> Element:
    only = [child for child in node.children if isinstance(child, Element) or child.strip()]
    code = only[0] if len(only) == 1 and isinstance(only[0], Element) and only[0].tag == "code" else node
    name = code.attributes.get("class", "")
    named = {"class": name} if code is not node and _LANGUAGE.match(name) else {}
    return Element("pre", children=[Element("code", named, [text_of(code)])])


def _has_content(nodes: Iterable[Node]) -> bool:
    return any(
        bool(node.strip()) if isinstance(node, str) else node.tag in ("img", "hr") or _has_content(node.children)
        for node in nodes
    )


def _unless_empty(block: Element) -> list[Node]:
    return [block] if _has_content(block.children) else []


def _closed_gaps(nodes: list[Node]) -> list[Node]:
    """Write a gap as a line break where text stands on both sides of it."""
    closed: list[Node] = []
    for place, node in enumerate(nodes):
        if node is not _GAP:
            closed.append(node)
        elif _has_content(closed) and closed[-1] != Element("br") and _has_content(nodes[place:]):
            closed.append(Element("br"))
    return closed
