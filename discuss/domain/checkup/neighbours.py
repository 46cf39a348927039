"""Choose other posts of a blog to compare with: from the links of a page, or from its feed or sitemap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discuss.domain.checkup.keys import key_of
from discuss.domain.checkup.visit import read_url
from discuss.domain.origins import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from discuss.domain.checkup.visit import Visit
    from discuss.domain.urls import Url

_LISTS = re.compile(
    r"/(?:tags?|categor(?:y|ies)|authors?|archives?|page|feeds?|search|login|wp-\w+|about|contact|imprint|impressum)(?:/|\Z)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?!html?\Z|php\Z|aspx?\Z|xhtml\Z)[a-z0-9]{1,8}\Z", re.IGNORECASE)
_FEED_LINK = re.compile(
    r"<(?:link|loc)>\s{0,50}(?:<!\[CDATA\[)?\s{0,50}(https?://[^\s<\]]{1,2000})"
    r"|<link\b[^>]{0,500}?\bhref=[\"'](https?://[^\s\"'<>]{1,2000})",
    re.IGNORECASE,
)
_MOST_READ = 1_000


def choose_neighbours(visit: Visit, links: Sequence[str], most: int) -> list[str]:
    """Give the addresses of up to `most` other pages of the same host, those first that are most like this one."""
    here = read_url(visit.url)
    if here is None:
        return []
    seen, found = {key_of(visit.url), "/"}, list[tuple[int, str]]()
    for link in links[:_MOST_READ]:
        url, key = read_url(link.partition("#")[0]), key_of(link.partition("#")[0])
        if url is None or key is None or key in seen or not _may_be_post(url, here):
            continue
        seen.add(key)
        found.append((_difference(url, here), link.partition("#")[0]))
    return [link for _, link in sorted(found, key=lambda pair: pair[0])[:most]]


def list_sources(visit: Visit) -> list[str]:
    """Give where a blog lists its posts: the feeds that the page names on its own host, then the usual sitemap."""
    here = read_url(visit.url)
    if here is None:
        return []
    feeds = [feed for feed in visit.page.feeds if (url := read_url(feed)) and place_of(url) == place_of(here)]
    return [*feeds, f"{here.origin}/sitemap.xml"]


def read_feed(text: str) -> list[str]:
    """Give the addresses in a feed (RSS, Atom) or a sitemap."""
    found: Iterable[tuple[str, str]] = _FEED_LINK.findall(text)
    return [(plain or quoted).replace("&amp;", "&") for plain, quoted in found][:_MOST_READ]


def _may_be_post(url: Url, here: Url) -> bool:
    return place_of(url) == place_of(here) and not _FILE.search(url.path) and not _LISTS.search(url.path)


def _difference(url: Url, here: Url) -> int:
    """Say how unlike two addresses are: by their depth, by the shape of each part, and by having a query."""
    one, other = _shape(url.path), _shape(here.path)
    unlike = sum(left != right for left, right in zip(one[:-1], other[:-1], strict=False))
    return 3 * abs(len(one) - len(other)) + unlike + 2 * (bool(url.query) != bool(here.query))


def _shape(path: str) -> list[str]:
    return [re.sub(r"\d", "0", part) for part in path.strip("/").split("/")]
