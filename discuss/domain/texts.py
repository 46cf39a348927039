"""Texts as people send them: refused in words or kept whole, never cut."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from discuss.domain.characters import is_blank, unstorable
from discuss.domain.urls import Url, parse_host, parse_url
from discuss.errors import FieldError, Invalid

BODY_LIMIT = 10_000
EMAIL_LIMIT = 254
TITLE_LIMIT = 300
WEBSITE_LIMIT = 500

# The dot-atom of RFC 5322 §3.2.3, without comments, quotes, groups and display names: those are where parsers differ.
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*[a-z0-9]\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST_AND_PORT = re.compile(r"[^/?#:]+\.[^/?#:]+:[0-9]{1,5}(?:[/?#]|\Z)")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_UNSAFE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&()*+,;=:@/?%-]+")


def check_text(value: str, *, pointer: str, limit: int) -> str:
    """Give `value` in NFC with line feeds alone as line ends; `limit` counts code points. Raises `Invalid`."""
    return _within(unicodedata.normalize("NFC", _storable(value, pointer, limit)), pointer, limit)


def check_body(body: str) -> str:
    """Give a comment's Markdown just as it was sent, but for line ends. Raises `Invalid` at `/body`.

    No NFC and no trimming: who edits must find every byte again.
    """
    body = _within(_storable(body, "/body", BODY_LIMIT), "/body", BODY_LIMIT)
    if is_blank(body):
        raise Invalid(FieldError("/body", "Please write something first."))
    return body


def check_title(title: str) -> str:
    """Give a page's title on one line, 300 code points at most; it may be empty. Raises `Invalid` at `/title`."""
    return check_text(" ".join(_storable(title, "/title").split()), pointer="/title", limit=TITLE_LIMIT)


def check_email(value: str) -> str:
    """Give an e-mail address with its domain in lower-case ASCII; empty stays empty. Raises `Invalid`.

    Takes less than RFC 5322 allows (one `@`, a dot-atom, a domain with a dot), in linear time. Nothing that a header's
    reader would decode (RFC 2047, `=?`).
    """
    value = value.strip(" ")
    if not value:
        return ""
    local, _, domain = value.rpartition("@")
    host = parse_host(domain) or ""
    known = len(value) <= EMAIL_LIMIT and len(local) <= 64 and _LOCAL_PART.match(local) and _DOMAIN.match(host)
    address = f"{local}@{host}"
    if not known or "=?" in local or len(address) > EMAIL_LIMIT:
        raise Invalid(
            FieldError("/author/email", "This does not look like an e-mail address, such as anna@example.org.")
        )
    return address


def check_own_email(value: str) -> str:
    """Give the address by which a person is known, which cannot be left out. Raises `Invalid`."""
    address = check_email(value)
    if not address:
        raise Invalid(FieldError("/email", "Please give an e-mail address."))
    return address


def check_website(value: str) -> str:
    """Give the address of an author's website, ready for a link; empty stays empty. Raises `Invalid`.

    A bare domain gets `https://`; the host becomes ASCII; what could end an attribute or a tag is percent-encoded.
    """
    value = value.strip(" ")
    if not value:
        return ""
    url = parse_url(_with_scheme(value), "/author/website")
    if "." not in url.host and ":" not in url.host:
        raise Invalid(FieldError("/author/website", "The host in this address cannot be right."))
    return _within(_spell(url), "/author/website", WEBSITE_LIMIT)


def _with_scheme(value: str) -> str:
    if _WEB.match(value):
        return value
    if _SCHEME.match(value) and not _HOST_AND_PORT.match(value):
        raise Invalid(FieldError("/author/website", "A website's address starts with https:// or http://."))
    return "https://" + value.removeprefix("//")


def _spell(url: Url) -> str:
    rest = url.path + (f"?{url.query}" if url.query else "")
    fragment = f"#{_encode(url.fragment)}" if url.fragment else ""
    return url.origin + _encode(rest) + fragment


def _encode(text: str) -> str:
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), text)


def _storable(value: str, pointer: str, limit: int | None = None) -> str:
    if limit is not None and len(value) > 4 * limit:  # before any work on it; NFC makes one of four at most
        _within(value, pointer, limit)
    if char := unstorable(value):
        raise Invalid(FieldError(pointer, f"There is a character in it that cannot be kept ({char})."))
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _within(value: str, pointer: str, limit: int) -> str:
    if len(value) > limit:
        raise Invalid(FieldError(pointer, f"This is too long: {len(value)} characters, at most {limit} are possible."))
    return value
