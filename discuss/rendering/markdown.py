"""Turn Markdown into HTML, not yet safe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

from discuss.rendering.complexity import check_words, refuse, refuse_levels

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_DEEPEST_TOKEN = 24  # a list and its item are one level each
_LONGEST_HTML = 100_000
_MOST_TAGS = 4_000
_LONGEST_ADDRESS = 2_100  # longer than any that is kept
_SCHEME_BEFORE = re.compile(r"(?:^|[^a-z0-9.+-])(https?)\Z", re.IGNORECASE)


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


def _link_address(state: StateInline, silent: bool) -> bool:
    """Link an address as soon as `://` is reached, so that its underscores and asterisks are not read as emphasis.

    Stands in for the library's rule, which looks at all text before each `://` and stops on `www.a://` with an error.
    """
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    found = _SCHEME_BEFORE.search(state.src[max(0, state.pos - 6) : state.pos])
    scheme = found[1] if found else ""
    address = _address_at(state.src, state.pos - len(scheme)) if scheme else ""
    if not address or not (silent or state.pending.endswith(scheme)):
        return False
    if not silent:
        state.pending = state.pending.removesuffix(scheme)
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos += len(address) - len(scheme)
    return True


def _address_at(text: str, start: int) -> str:
    found = _LINKIFIER.match_at_start(text[start : start + _LONGEST_ADDRESS])
    return str(found.url).rstrip("*") if found else ""


def _linkifier() -> LinkifyIt:
    """Give a linkifier for `https://…` and `www.…`; guessing would make a link of `end.so` between two sentences."""
    linkifier = LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False})
    after = f"^{linkifier.re['src_host_port_strict']}{linkifier.re['src_path']}"
    linkifier.add("www.", {"validate": re.compile(after, re.IGNORECASE)})
    return linkifier.add("//", None).add("ftp:", None)


_LINKIFIER = _linkifier()


def _build() -> MarkdownIt:
    markdown = _Markdown("default", {"html": False, "linkify": True, "breaks": True, "typographer": False})
    markdown.linkify = _LINKIFIER
    markdown.inline.ruler.at("linkify", _link_address)
    markdown.core.ruler.after("block", "check_blocks", _check_blocks)
    return markdown


# Shared between threads: neither the parser nor its linkifier keeps anything of a text.
_MARKDOWN = _build()


def markdown_to_html(body: str) -> str:
    """Give the HTML of Markdown; raw HTML in it is escaped. Raises Invalid when it is too complex or grows too long."""
    html = str(_MARKDOWN.render(body))
    if html.count("<") > _MOST_TAGS:
        refuse("There is too much formatting in this text. Please use less of it, or fewer lists and tables.")
    if len(html) > _LONGEST_HTML:
        refuse("This text grows too long when it is shown. Please use shorter addresses, or fewer of them.")
    return html
