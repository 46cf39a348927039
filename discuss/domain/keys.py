"""Keys: which address leads to which thread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from discuss.domain.characters import has_line_break, is_blank, unstorable
from discuss.domain.origins import is_local_host, is_registered, origin_of, place_of
from discuss.domain.tracking import meaningful_path, meaningful_query
from discuss.domain.urls import URL_LIMIT, Url, parse_url, recode_path, refuse_controls
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "asked_key",
    "canonical_key",
    "check_page",
    "is_inside",
    "is_nothing",
    "is_page_key",
    "is_registered",
    "is_unfilled",
    "key_of_url",
    "origin_of",
]

KEY_LIMIT = 500
KEY_POINTER = "/thread"
URL_POINTER = "/url"

_WEB = re.compile(r"https?:", re.IGNORECASE)
# Addresses that pages have when they are opened from disk or made by a script: nobody else could ever find them.
_NOT_A_PAGE = re.compile(r"(?:javascript|data|vbscript|file|blob|about|view-source|filesystem):", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}|<%|%>|<\?|\?>|[$#]\{|\[object \w+\]|^\{[^{}]*\}$")
_NOTHING_PATHS = frozenset({"null", "undefined", "NaN"})
_NOTHING = _NOTHING_PATHS | {"NULL", "Null", "None", "nil", "(null)", "(none)"}


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


def _parse_page(key: str, base_url: str, origins: Sequence[str]) -> Url:
    if key.startswith("//"):
        raise Invalid(FieldError(KEY_POINTER, 'Please start the key with one "/", or with "https://".'))
    page = parse_url(key if _WEB.match(key) else f"https://path.invalid{key}", KEY_POINTER)
    if base_url and not key.startswith("/") and not is_local_host(page.host):
        _check_own(page, base_url, origins, KEY_POINTER)
    return page


def _parse_own(url: str, base_url: str, origins: Sequence[str]) -> Url:
    url = url.strip()
    _check_filled_in(url, URL_POINTER)
    page = parse_url(url, URL_POINTER)
    _check_own(page, base_url, origins, URL_POINTER)
    return page


def asked_key(key: str, base_url: str = "", origins: Sequence[str] = ()) -> str:
    """Give the one spelling of a key that stands in a query. Raises `Invalid` at `?thread`."""
    try:
        return canonical_key(key, base_url, origins)
    except Invalid as invalid:
        raise Invalid(*(FieldError("?thread", error.detail) for error in invalid.errors)) from invalid


def _check_own(page: Url, base_url: str, origins: Sequence[str], pointer: str) -> None:
    base = parse_url(base_url, URL_POINTER)
    if place_of(page) == place_of(base):
        if not is_inside(page, base_url):
            raise Invalid(FieldError(pointer, f"This page is outside of the site, which begins at {base_url}."))
    elif not is_registered(page.origin, origins):
        raise Invalid(FieldError(pointer, f"This page is on {page.origin}, which does not belong to the site."))


def is_inside(page: Url, base_url: str) -> bool:
    """Say whether a page on the host of a site is below the path at which the site begins."""
    return _is_below(recode_path(page.path), recode_path(parse_url(base_url, URL_POINTER).path))


def is_nothing(text: str) -> bool:
    """Say whether a key is what a template or a script writes where a value is missing."""
    return text.strip() in _NOTHING


def is_unfilled(text: str) -> bool:
    """Say whether there is something in a key that a template should have filled in."""
    return bool(_TEMPLATE.search(text) or _TEMPLATE.search(unquote(text)))


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
    return refuse_controls(url, URL_POINTER)


def _check_filled_in(text: str, pointer: str) -> None:
    if len(text) > URL_LIMIT:
        raise Invalid(
            FieldError(pointer, f"This is too long: {len(text)} characters, at most {URL_LIMIT} are possible.")
        )
    if is_blank(text):
        raise Invalid(FieldError(pointer, "This is empty. Please give the page's address, or leave it out."))
    if is_nothing(text):
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
