"""Turn what people write into HTML that may stand on somebody else's page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from discuss.rendering.complexity import check_complexity
from discuss.rendering.foreign import is_too_much, prepare_html, strip_tags
from discuss.rendering.inline import InlineShaper
from discuss.rendering.markdown import markdown_to_html
from discuss.rendering.paragraphs import build_paragraphs
from discuss.rendering.sanitiser import sanitise
from discuss.rendering.shape import Shaper
from discuss.rendering.tree import Element, Node, parse_tree, write_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["RENDERED_BY", "Rendered", "check_complexity", "render_html", "render_markdown"]

_OWN_VERSION = 1  # raise it whenever the same text may give other HTML
_EXCERPT = 200


def _rendered_by() -> str:
    libraries = ("markdown-it-py", "linkify-it-py", "bleach")
    return " ".join((f"discuss-{_OWN_VERSION}", *(f"{name}-{version(name)}" for name in libraries)))


RENDERED_BY = _rendered_by()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text made ready.

    `html` is balanced and safe as innerHTML of any page. `excerpt` is one line of plain text, at most 200 code points.
    `links` are the addresses the HTML points to, images included, in order. `rendered_by` is RENDERED_BY.
    """

    html: str
    excerpt: str
    links: tuple[str, ...]
    rendered_by: str


def render_markdown(body: str, *, images: bool = False) -> Rendered:
    """Render a comment. `body` is NFC without NUL or surrogates; raises Invalid when it is too complex."""
    check_complexity(body)
    return _render_safe(sanitise(markdown_to_html(body)), images=images)


def render_html(html: str, *, images: bool = False) -> Rendered:
    """Render HTML of another system, in which newlines may stand for paragraphs.

    Never refuses: what is too much to be parsed keeps its text and loses its markup.
    """
    prepared = prepare_html(html)
    if is_too_much(prepared):
        return _finish(build_paragraphs([strip_tags(prepared)]))
    return _render_safe(sanitise(prepared), images=images)


def _render_safe(html: str, *, images: bool) -> Rendered:
    return _finish(Shaper(InlineShaper(images)).shape(parse_tree(html).children))


def _finish(nodes: list[Node]) -> Rendered:
    html = "\n".join(write_tree([node]) for node in nodes)
    return Rendered(html, build_excerpt(nodes), tuple(_addresses(nodes)), RENDERED_BY)


def _addresses(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Element):
            yield from (node.attributes[name] for name in ("href", "src") if name in node.attributes)
            yield from _addresses(node.children)


def build_excerpt(nodes: Iterable[Node]) -> str:
    """Give the text as one line, cut at a word with an ellipsis when it is longer than 200 code points."""
    text = " ".join("".join(_words(nodes)).split())
    if len(text) <= _EXCERPT:
        return text
    start = text[:_EXCERPT]
    cut = start.rfind(" ")
    return f"{start[: cut if cut > 0 else _EXCERPT - 1].rstrip()}…"


_INLINE = re.compile(r"(a|code|del|em|strong|sub|sup)\Z")


def _words(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag == "img":
            yield node.attributes["alt"]
        else:
            yield from _words(node.children)
            yield "" if _INLINE.match(node.tag) else " "
