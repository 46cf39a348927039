"""Turn Markdown into HTML, not yet safe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

from discuss.rendering.complexity import check_words, refuse, refuse_levels

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_DEEPEST_TOKEN = 24  # a list and its item are one level each
_LONGEST_HTML = 100_000


class _Markdown(MarkdownIt):
    """markdown-it that leaves every address as it was written: `addresses` decides about them all, once."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        return link

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the library's name
        return True


def _check_blocks(state: StateCore) -> None:
    """Look at the blocks before anything is looked for inside them."""
    # Deeper ones are left out by the parser without a word, so this comes well before.
    if any(token.level > _DEEPEST_TOKEN for token in state.tokens):
        refuse_levels()
    check_words([token.content for token in state.tokens if token.type == "inline"])


def _linkifier() -> LinkifyIt:
    """Give a linkifier for `https://…` and `www.…`; guessing would make a link of `end.so` between two sentences."""
    linkifier = LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False})
    after = f"^{linkifier.re['src_host_port_strict']}{linkifier.re['src_path']}"
    linkifier.add("www.", {"validate": re.compile(after, re.IGNORECASE)})
    return linkifier.add("//", None).add("ftp:", None)


def _build() -> MarkdownIt:
    markdown = _Markdown("default", {"html": False, "linkify": True, "breaks": True, "typographer": False})
    markdown.linkify = _linkifier()
    markdown.core.ruler.after("block", "check_blocks", _check_blocks)
    return markdown


# Shared between threads: neither the parser nor its linkifier keeps anything of a text.
_MARKDOWN = _build()


def markdown_to_html(body: str) -> str:
    """Give the HTML of Markdown; raw HTML in it is escaped. Raises Invalid when it is too complex or grows too long."""
    html = str(_MARKDOWN.render(body))
    if len(html) > _LONGEST_HTML:
        refuse("This text grows too long when it is shown. Please use shorter addresses, or fewer of them.")
    return html
