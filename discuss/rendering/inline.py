"""Shape what stands inside a paragraph: text, links, images and emphasis, and never a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.rendering.addresses import safe_address, safe_image
from discuss.rendering.tree import Element, Node, has_content

if TYPE_CHECKING:
    from collections.abc import Iterable

LINK_REL = "nofollow ugc noopener"
_RENAMED = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_STYLED = frozenset(("strong", "em", "del", "sub", "sup", "code"))
STYLES = _STYLED | frozenset(_RENAMED)
_GAP = Element("gap")


def is_inline(node: Node) -> bool:
    """Tell whether this is text, or an element that stands among text."""
    return isinstance(node, str) or node.tag in STYLES or node.tag in ("a", "br", "img")


@dataclass(frozen=True, slots=True)
class InlineShaper:
    """Shapes the inside of one paragraph. `images`: they stay, else become links. `in_link`: no link may begin."""

    images: bool
    in_link: bool = False

    def shape(self, children: Iterable[Node]) -> list[Node]:
        """Give text and inline elements only: a block in there leaves its content, set apart by line breaks."""
        nodes: list[Node] = []
        for child in children:
            nodes += [child] if isinstance(child, str) else self._element(child)
        return _close_gaps(nodes)

    def _element(self, element: Element) -> list[Node]:
        if element.tag == "br":
            return [element]
        if element.tag == "img":
            return self._image(element)
        if element.tag == "a":
            return self._link(element)
        inside = self.shape(element.children)
        tag = _RENAMED.get(element.tag, element.tag)
        if tag not in _STYLED:
            return [_GAP, *inside, _GAP]
        return [Element(tag, children=inside)] if has_content(inside) else inside

    def _link(self, element: Element) -> list[Node]:
        href = None if self.in_link else safe_address(element.attributes.get("href", ""))
        if href is None:
            return self.shape(element.children)
        inside = InlineShaper(self.images, in_link=True).shape(element.children)
        # A link nobody can see is no link; a style of nothing likewise.
        return [_build_link(href, inside, element.attributes.get("title"))] if has_content(inside) else inside

    def _image(self, element: Element) -> list[Node]:
        source = safe_image(element.attributes.get("src", ""))
        alt = element.attributes.get("alt", "")
        if source and self.images:
            return [Element("img", {"src": source, "alt": alt, "loading": "lazy", "referrerpolicy": "no-referrer"})]
        if source and not self.in_link:
            return [_build_link(source, [alt.strip() or source], element.attributes.get("title"))]
        return [alt] if alt else []


def _build_link(href: str, inside: list[Node], title: str | None) -> Element:
    titled = {"title": title} if title else {}
    return Element("a", {"href": href, **titled, "rel": LINK_REL}, inside)


def _close_gaps(nodes: list[Node]) -> list[Node]:
    """Write a gap as a line break where something stands on both sides of it."""
    closed: list[Node] = []
    any_content = gap = False
    for node in nodes:
        if node is _GAP:
            gap = any_content
            continue
        if has_content([node]):
            if gap and closed[-1] != Element("br"):
                closed.append(Element("br"))
            any_content, gap = True, False
        closed.append(node)
    return closed
