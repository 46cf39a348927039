"""Keys: which address leads to which thread."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import unquote

from discuss.domain.characters import has_line_break, is_blank, unstorable
from discuss.domain.tracking import meaningful_path, meaningful_query
from discuss.domain.urls import URL_LIMIT, Url, parse_url, recode_path, refuse_controls
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY_LIMIT = 500
KEY_POINTER = "/thread"
URL_POINTER = "/url"

_WEB = re.compile(r"https?:", re.IGNORECASE)
# Addresses that pages have when they are opened from disk or made by a script: nobody else could ever find them.
_NOT_A_PAGE = re.compile(r"(?:javascript|data|vbscript|file|blob|about|view-source|filesystem):", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}|<%|%>|<\?|\?>|[$#]\{|\[object \w+\]|^\{[^{}]*\}$")
_NOTHING_PATHS = frozenset({"null", "undefined", "NaN"})
_NOTHING = _NOTHING_PATHS | {"NULL", "Null", "None", "nil", "(null)", "(none)"}

Place = tuple[str, int | None]


def is_page_key(key: str) -> bool:
    """Say whether a key names a page by its address; any other key is opaque."""
    return key.startswith("/") or bool(_WEB.match(key))


def canonical_key(key: str, base_url: str = "", origins: Sequence[str] = ()) -> str:
    """Give the one spelling of a key; giving it again changes nothing. Raises `Invalid` at `/thread`.

    A page (`/…` or http, https) becomes path and query, `/2009/09/town-hall?x=1`: see docs/keys.md for what folds.
    An opaque key loses white space around it and is otherwise kept as it is. With `base_url`, a key with a host
    must name a page of this site, or one on localhost, where a blog is tried out; without, any host passes.
    """
    key = key.strip()
    _check_filled_in(key, KEY_POINTER)
    if not is_page_key(key):
        return _check_opaque(key)
    return _page_key(_parse_page(key, base_url, origins), KEY_POINTER)


def key_of_url(url: str, base_url: str, origins: Sequence[str]) -> str:
    """Give the key of a page of this site. Raises `Invalid` at `/url` for what is no page of it."""
    return _page_key(_parse_own(url, base_url, origins), URL_POINTER)


def check_page(key: str, url: str, base_url: str, origins: Sequence[str]) -> str:
    """Check that the page at `url` belongs to this site and, for a page key, is the page that `key` names.

    `key` is canonical. Gives the address to keep and to link to: without fragment, tracking and tokens. Raises
    `Invalid` at `/url`.
    """
    page = _parse_own(url, base_url, origins)
    if is_page_key(key) and _page_key(page, URL_POINTER) != key:
        raise Invalid(FieldError(URL_POINTER, f"This address belongs to another thread than {key}."))
    return _clean(page)


def origin_of(url: str) -> str:
    """Give the origin of an address as browsers write it: `https://town.example:8443`. Raises `Invalid` at `/url`."""
    return parse_url(url, URL_POINTER).origin


def is_registered(origin: str, origins: Sequence[str]) -> bool:
    """Say whether the value of an `Origin` header is one of `origins`; http, https and `www.` are one.

    The host must be equal, and so must a port that is not the scheme's own. `null` never passes, and localhost
    only where it is listed. Broken values on either side are never equal to anything.
    """
    place = _place_of(origin, ("",))
    return place is not None and place in {_place_of(registered, ("", "/")) for registered in origins}


def is_local(origin: str) -> bool:
    """Say whether an origin is this machine: localhost, 127.0.0.0/8 or [::1], where a blog is tried out."""
    try:
        return _is_local_host(parse_url(origin, URL_POINTER).host)
    except Invalid:
        return False


def _parse_page(key: str, base_url: str, origins: Sequence[str]) -> Url:
    if key.startswith("//"):
        raise Invalid(FieldError(KEY_POINTER, 'Please start the key with one "/", or with "https://".'))
    page = parse_url(key if _WEB.match(key) else f"https://path.invalid{key}", KEY_POINTER)
    if base_url and not key.startswith("/") and not _is_local_host(page.host):
        _check_own(page, base_url, origins, KEY_POINTER)
    return page


def _parse_own(url: str, base_url: str, origins: Sequence[str]) -> Url:
    url = url.strip()
    _check_filled_in(url, URL_POINTER)
    page = parse_url(url, URL_POINTER)
    _check_own(page, base_url, origins, URL_POINTER)
    return page


def _check_own(page: Url, base_url: str, origins: Sequence[str], pointer: str) -> None:
    base = parse_url(base_url, URL_POINTER)
    if _place(page) == _place(base):
        if not _is_below(recode_path(page.path), recode_path(base.path)):
            raise Invalid(FieldError(pointer, f"This page is outside of the site, which begins at {base_url}."))
    elif not is_registered(page.origin, origins):
        raise Invalid(FieldError(pointer, f"This page is on {page.origin}, which does not belong to the site."))


def _is_below(path: str, base: str) -> bool:
    return path == base or path.startswith(base.rstrip("/") + "/")


def _page_key(page: Url, pointer: str) -> str:
    path, query = _path(page), meaningful_query(page.query)
    key = refuse_controls(f"{path}?{query}" if query else path, pointer)
    _check_template(unquote(key), pointer)
    if path.strip("/") in _NOTHING_PATHS:
        raise Invalid(FieldError(pointer, f'"{path}" is what a script writes where an address is missing.'))
    return _fitting(key, pointer)


def _path(page: Url) -> str:
    return recode_path(meaningful_path(page.path))


def _fitting(key: str, pointer: str) -> str:
    if len(key) > KEY_LIMIT:
        raise Invalid(
            FieldError(pointer, f"This is too long for a thread's key: {len(key)} of {KEY_LIMIT} characters.")
        )
    return key


def _clean(page: Url) -> str:
    path = _path(page)
    slash = "/" if page.path.endswith("/") and path != "/" else ""
    query = meaningful_query(page.query)
    url = f"{page.origin}{path}{slash}" + (f"?{query}" if query else "")
    if len(url) > URL_LIMIT:
        raise Invalid(
            FieldError(URL_POINTER, f"This address is too long: at most {URL_LIMIT} characters are possible.")
        )
    return url


def _check_filled_in(text: str, pointer: str) -> None:
    if is_blank(text):
        raise Invalid(FieldError(pointer, "This is empty. Please give the page's address, or leave it out."))
    if text in _NOTHING:
        raise Invalid(FieldError(pointer, f'"{text}" is what a template or script writes where a value is missing.'))
    if _NOT_A_PAGE.match(text):
        raise Invalid(FieldError(pointer, "Comments need a page on the web, whose address starts with https://."))
    _check_template(text, pointer)


def _check_template(text: str, pointer: str) -> None:
    if found := _TEMPLATE.search(text):
        detail = f"There is \"{found[0][:40]}\" in it: the blog's template did not fill in the page's address."
        raise Invalid(FieldError(pointer, detail))


def _check_opaque(key: str) -> str:
    if has_line_break(key) or unstorable(key):
        raise Invalid(FieldError(KEY_POINTER, "This key has control characters in it."))
    return _fitting(key, KEY_POINTER)


def _place(url: Url) -> Place:
    bare = url.host.removeprefix("www.")
    return (bare if "." in bare else url.host), url.port


def _place_of(origin: str, paths: Sequence[str]) -> Place | None:
    try:
        url = parse_url(origin, URL_POINTER)
    except Invalid:
        return None
    return _place(url) if url.path in paths and not url.query and not url.fragment else None


def _is_local_host(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
