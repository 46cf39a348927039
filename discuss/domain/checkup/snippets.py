"""Judge the two lines: are they there, and do browsers take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.checkup.findings import Finding
from discuss.domain.checkup.page import Where
from discuss.domain.checkup.visit import is_of, read_url
from discuss.domain.snippet import script_line, thread_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from discuss.domain.checkup.page import Page, Script
    from discuss.domain.checkup.visit import House, Visit

_CURLY = "“”„‟«»″‘’"
# The types of a script that browsers run: none, a module, and what was ever called JavaScript (WHATWG MIME Sniffing).
_RUN = {"", "module"} | {
    f"{group}/{prefix}{name}"
    for group in ("text", "application")
    for prefix in ("", "x-")
    for name in ("javascript", "ecmascript")
}
_LATER = ("lazy", "delay", "litespeed")
_SOURCES = ("data-src", "data-rocket-src", "data-lazy-src", "data-litespeed-src", "data-cookieconsent-src")


def find_scripts(page: Page, house: House) -> list[Script]:
    """Find what is, or was meant to be, the first line."""
    return [script for script in page.scripts if _is_ours(script, house, has_thread=bool(page.threads))]


def _is_ours(script: Script, house: House, *, has_thread: bool) -> bool:
    if is_service(script.url, house):
        return True
    if script.site is not None and any("embed.js" in script.attributes.get(name, "") for name in ("src", *_SOURCES)):
        return True
    if script.site is not None and not script.src.strip():  # others have this attribute too: it must be one of ours
        return script.site in house.blogs or any(name in script.attributes for name in _SOURCES)
    return has_thread and script.src.rpartition("?")[0].endswith("/embed.js")


def is_service(url: str, house: House) -> bool:
    """Whether an address is one of our service, or was meant to be."""
    found, service = read_url(url), read_url(house.service)
    if not found or not service or (found.host, found.port) != (service.host, service.port):
        return False
    # The service may lie below a path of the blog's own host, whose other scripts are none of ours.
    return found.path.endswith("/embed.js") or found.path.startswith(f"{service.path.rstrip('/')}/")


def judge_parts(visit: Visit, house: House, scripts: Sequence[Script], elsewhere: str | None) -> Iterator[Finding]:
    """Say which line is missing, and where it stands instead. `elsewhere`: a page that has both."""
    page, name = visit.page, _name(visit, house)
    first, second = script_line(house.service, name), thread_line(house.service, name)
    missing = [part for part, found in (("script", scripts), ("thread", page.threads)) if not found]
    places = [where for where in Where for part in missing if (part, where) in page.hidden]
    if not missing:
        return
    if missing == ["thread"] and page.counts:
        yield Finding("only-counts", {}, (second,))
    elif places:
        yield Finding(places[0], {}, tuple({"script": first, "thread": second}[part] for part in missing))
    elif len(missing) == 2:
        symbol = "snippet-elsewhere" if elsewhere else "no-snippet"
        yield Finding(symbol, {"page": elsewhere} if elsewhere else {}, (first, second))
    elif missing == ["script"]:
        yield Finding("no-script", {}, (first,))
    else:
        yield Finding("no-element", {}, (second,))


def judge_number(scripts: Sequence[Script], page: Page, house: House) -> Iterator[Finding]:
    """Say what is there more than once."""
    names = list(dict.fromkeys(script.site for script in scripts if script.site))
    if len(names) > 1:
        yield Finding("two-sites", {"first": names[0], "second": names[1]})
    elif len(scripts) > 1:
        yield Finding("script-twice", {}, (script_line(house.service, names[0] if names else "NAME"),))
    if len(page.threads) > len(set(page.threads)):
        yield Finding("element-twice")


def judge_quotes(script: Script, visit: Visit, house: House) -> Iterator[Finding]:
    """Say that nothing in the first line can be right, for its quotation marks are none."""
    if any(quote in script.src + (script.site or "") for quote in _CURLY):
        yield Finding("curly-quotes", {}, (script_line(house.service, _name(visit, house)),))


def judge_running(script: Script, visit: Visit, house: House) -> Iterator[Finding]:
    """Say why browsers do not run the first line, or not at once."""
    given = script.attributes
    mend = (script_line(house.service, _name(visit, house)),)
    yield from _judge_type(script, mend)
    if "nomodule" in given:
        yield Finding("nomodule", {}, mend)
    if given.get("crossorigin", "").lower() == "use-credentials":
        yield Finding("credentials", {}, mend)
    if "integrity" in given:
        yield Finding("integrity", {}, mend)


def _judge_type(script: Script, mend: tuple[str, ...]) -> Iterator[Finding]:
    kind, given = script.type, script.attributes
    if kind == "text/rocketscript" or kind.endswith("-text/javascript") or "data-rocketsrc" in given:
        yield Finding("rocket-loader", {}, (mend[0].replace("<script ", '<script data-cfasync="false" '),))
    elif any(word in kind for word in _LATER) or (not script.src.strip() and any(name in given for name in _SOURCES)):
        yield Finding("delayed", {}, mend)
    elif kind == "text/plain":
        yield Finding("consent", {}, mend)
    elif kind not in _RUN:
        yield Finding("not-run", {"type": kind[:60]}, mend)


def judge_address(script: Script, visit: Visit, house: House) -> Iterator[Finding]:
    """Say whether the first line leads to our file, by a way that browsers go."""
    mend = (script_line(house.service, _name(visit, house)),)
    found, service, page = read_url(script.url), read_url(house.service), read_url(visit.url)
    if not script.src.strip():
        if not any(name in script.attributes for name in _SOURCES):
            yield Finding("no-src", {}, mend)
    elif found is None or service is None or not is_service(script.url, house):
        yield Finding("other-service", {"src": script.url[:200], "service": house.service}, mend)
    elif found.path != f"{service.path.rstrip('/')}/embed.js":
        yield Finding("wrong-path", {"src": script.url[:200]}, mend)
    elif found.scheme == "http" and service.scheme == "https":
        yield Finding("script-http", {"src": script.url[:200]}, mend)
    elif page and (page.scheme, found.scheme) == ("https", "http"):
        yield Finding("service-http", {"service": house.service})


def judge_name(script: Script, visit: Visit, house: House) -> Iterator[Finding]:
    """Say whether the first line names the right site."""
    name, blog = script.site, house.find_blog(visit.url)
    if name is None or not name.strip():
        yield Finding("no-site", {}, (script_line(house.service, _name(visit, house)),))
    elif name not in house.blogs:
        nearest, right = house.find_nearest(name), blog.name if blog else None
        symbol = "misspelt" if nearest and right in {None, nearest} else "unknown-site"
        right = right or nearest
        values = {"name": name[:80]} | ({"right": right or ""} if symbol == "misspelt" else {})
        yield Finding(symbol, values, (script_line(house.service, right),) if right else ())
    elif blog is not None and name != blog.name and not (house.wanted is None and is_of(visit, house.blogs[name])):
        yield Finding("other-site", {"name": name, "wanted": blog.name}, (script_line(house.service, blog.name),))


def _name(visit: Visit, house: House) -> str:
    blog = house.find_blog(visit.url)
    return blog.name if blog else "NAME"
