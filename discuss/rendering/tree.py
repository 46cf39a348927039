"""Read sanitised HTML into a small tree, and write such a tree as canonical HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VOID = frozenset(("br", "hr", "img"))
DEEPEST = 40
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "") | {0x09: "\t", 0x0A: "\n"}


@dataclass(slots=True)
class Element:
    """One element. A tree lives for one rendering only, and is built in place."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


Node: TypeAlias = Element | str


class _Builder(HTMLParser):
    """Builds the tree; whatever is nested deeper than DEEPEST loses its elements and keeps its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self._open = [self.root]
        self._ignored = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: without_controls(value or "") for name, value in attrs})
        if tag in VOID:
            self._open[-1].children.append(element)
        elif len(self._open) > DEEPEST:
            self._ignored += 1
        else:
            self._open[-1].children.append(element)
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._ignored:
            self._ignored -= 1
        elif self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        data = without_controls(data)
        children = self._open[-1].children
        if children and isinstance(children[-1], str):
            data = f"{children.pop()}{data}"
        children.append(data)


def without_controls(text: str) -> str:
    """Give the text without control characters, which parsers treat each in its own way; tab and newline stay."""
    return text.translate(_CONTROLS)


def parse_tree(html: str) -> Element:
    """Give the tree of balanced HTML; its root is called `root`."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def write_tree(nodes: Iterable[Node]) -> str:
    """Give the HTML of these nodes: every tag closed, every value in double quotes, every text escaped."""
    return "".join(_write(nodes))


def _write(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield escape(node, quote=False)
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
        yield f"<{node.tag}{attributes}>"
        if node.tag not in VOID:
            yield from _write(node.children)
            yield f"</{node.tag}>"


def text_of(node: Node) -> str:
    """Give the text inside, with line breaks as newlines."""
    if isinstance(node, str):
        return node
    return "\n" if node.tag == "br" else "".join(text_of(child) for child in node.children)


def has_content(nodes: Iterable[Node]) -> bool:
    """Tell whether there is anything to see: text that is not blank, an image or a rule."""
    return any(
        bool(node.strip()) if isinstance(node, str) else node.tag in ("img", "hr") or has_content(node.children)
        for node in nodes
    )
