"""Judge whose page it is, and what its comments are kept under: as the embed finds it (embed/src/key.js)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.characters import is_blank
from discuss.domain.checkup.findings import Finding
from discuss.domain.checkup.page import join
from discuss.domain.checkup.visit import read_url
from discuss.domain.keys import canonical_key, is_inside, is_nothing, is_page_key, is_registered, is_unfilled
from discuss.domain.origins import place_of
from discuss.domain.snippet import thread_line
from discuss.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from discuss.domain.checkup.visit import Blog, House, Visit

_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The key of a page in its one spelling, or why there is none. `given`: by the attribute, not by the page."""

    key: str | None
    raw: str
    why: str = ""
    given: bool = False


def find_key(visit: Visit, blog: Blog) -> Found:
    """Find the key of the first discussion of a page."""
    given = visit.page.threads[0] if visit.page.threads else None
    raw = given if given is not None else find_canonical(visit) or visit.url.partition("#")[0]
    try:
        # Whether the page itself belongs to the site is another question: see `judge_owner`.
        key = canonical_key(raw, blog.base_url, blog.origins) if given is not None else canonical_key(raw)
    except Invalid as invalid:
        return Found(key=None, raw=raw, why=invalid.errors[0].detail, given=given is not None)
    return Found(key=key, raw=raw, given=given is not None)


def find_canonical(visit: Visit) -> str | None:
    """Give the canonical address of a page, if it is one of the same host: the embed takes no other."""
    full = [join(visit.page.base or visit.url, href) for href in visit.page.canonicals[:1]]
    found, here = read_url(full[0]) if full else None, read_url(visit.url)
    return full[0] if found and here and place_of(found) == place_of(here) else None


def key_of(url: str) -> str | None:
    """Give the key that a page has by its address alone."""
    try:
        return canonical_key(url)
    except Invalid:
        return None


def judge_owner(visit: Visit, blog: Blog) -> Iterator[Finding]:
    """Say whether the page may write to the site."""
    page, base = read_url(visit.url), read_url(blog.base_url)
    if page is None:
        return
    if not is_registered(page.origin, blog.origins):
        addresses = " ".join([*blog.origins, page.origin])
        yield Finding(
            "unregistered",
            {"address": page.origin, "site": blog.name},
            (f'discuss site set {blog.name} "origins={addresses}"',),
        )
    elif base and place_of(page) == place_of(base) and not is_inside(page, blog.base_url):
        paste = (f"discuss site set {blog.name} url={base.origin}",)
        yield Finding("outside", {"url": visit.url, "base": blog.base_url, "site": blog.name}, paste)


def judge_canonical(visit: Visit, blog: Blog, found: Found) -> Iterator[Finding]:
    """Say what is odd about the page's word for its own address. It matters where the key comes from it."""
    raw = visit.page.canonicals
    line = (f'<link rel="canonical" href="{visit.url.partition("#")[0]}">',)
    if found.given:
        return
    if not raw:
        yield Finding("no-canonical", {}, line)
        return
    if len({join(visit.page.base or visit.url, href) for href in raw}) > 1:
        yield Finding("canonical-twice", {"first": raw[0][:_SHOWN], "second": raw[1][:_SHOWN]})
    canonical = find_canonical(visit)
    if canonical is None:
        yield Finding("canonical-elsewhere", {"canonical": raw[0][:_SHOWN]}, line)
    elif not raw[0].strip().lower().startswith(("http:", "https:", "//")):
        yield Finding("canonical-relative", {"canonical": raw[0][:_SHOWN]}, line)
    if canonical is not None and found.key not in {None, key_of(visit.url)}:
        symbol = "canonical-front" if found.key == key_of(blog.base_url) else "canonical-other"
        yield Finding(symbol, {"canonical": canonical[:_SHOWN]}, line if symbol == "canonical-front" else ())


def judge_key(visit: Visit, blog: Blog, house: House, found: Found) -> Iterator[Finding]:
    """Say the key, or what is wrong with it."""
    second = (thread_line(house.service, blog.name),)
    if found.key is not None:
        yield Finding("key", {"key": found.key})
        if len(set(visit.page.threads)) > 1:
            yield Finding("several", {"n": str(len(set(visit.page.threads)))})
    elif is_blank(found.raw):
        yield Finding("key-empty", {}, second)
    elif is_unfilled(found.raw):
        yield Finding("key-unfilled", {"key": found.raw[:_SHOWN]}, second)
    elif is_nothing(found.raw) or (is_page_key(found.raw) and is_nothing(found.raw.rstrip("/").rpartition("/")[2])):
        yield Finding("key-nothing", {"key": found.raw[:_SHOWN]}, second)
    else:
        yield Finding("key-refused", {"key": found.raw[:_SHOWN], "why": found.why}, second)


def judge_others(visit: Visit, blog: Blog, house: House, others: Sequence[Visit]) -> Iterator[Finding]:
    """Say whether other pages keep their comments under the same key. That they are other pages is seen by address."""
    mine, own = find_key(visit, blog), key_of(visit.url)
    pages = [other for other in others if other.page.threads and key_of(other.url) not in {None, own}]
    shared = [other for other in pages if mine.key is not None and find_key(other, blog).key == mine.key]
    if shared:
        values = {"key": mine.key or "", "page": shared[0].url}
        if mine.given:
            yield Finding("shared-given", values, (thread_line(house.service, blog.name),))
        else:
            yield Finding("shared-canonical", values, (f'<link rel="canonical" href="{visit.url.partition("#")[0]}">',))
    elif pages:
        yield Finding("compared", {"n": str(len(pages))})
