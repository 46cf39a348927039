"""Turn Markdown into HTML, not yet safe."""

from __future__ import annotations

import re

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt


class _Markdown(MarkdownIt):
    """markdown-it that leaves every address as it was written: `addresses` decides about them all, once."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return True


def _linkifier() -> LinkifyIt:
    """Give a linkifier for `https://…` and `www.…`; guessed ones turn `end.so` of two sentences into a link."""
    linkifier = LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False})
    after = f"^{linkifier.re['src_host_port_strict']}{linkifier.re['src_path']}"
    linkifier.add("www.", {"validate": re.compile(after, re.IGNORECASE)})
    return linkifier.add("//", None).add("ftp:", None)


def _build() -> MarkdownIt:
    markdown = _Markdown("default", {"html": False, "linkify": True, "breaks": True, "typographer": False})
    markdown.linkify = _linkifier()
    return markdown


# Shared between threads: neither the parser nor its linkifier keeps anything of a text.
_MARKDOWN = _build()


def markdown_to_html(body: str) -> str:
    """Give the HTML of Markdown; raw HTML in it is escaped."""
    return _MARKDOWN.render(body)
