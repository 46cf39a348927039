"""Read web addresses strictly: http and https only, nothing hidden, one spelling of each host."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote_from_bytes, unquote_to_bytes

from discuss.domain.characters import has_line_break, unstorable
from discuss.errors import FieldError, Invalid

URL_LIMIT = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}

_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{0,5}))?\Z")
_IPV6 = re.compile(r"\[[0-9A-Fa-f:.]{2,45}\]\Z")  # without a zone, which has no meaning on another machine
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_FORBIDDEN = re.compile(r"[\\\"<>`]")
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9A-F]|7F)")
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")

_PATH_PLAIN = "!$&()*+,;=:@"


@dataclass(frozen=True, slots=True)
class Url:
    """A web address in parts. `host` is lower-case ASCII; `port` is None for the scheme's own; the rest is as sent."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str

    @property
    def origin(self) -> str:
        """The origin as browsers write it (RFC 6454), without a default port."""
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port else "")


def parse_url(text: str, pointer: str) -> Url:
    """Take an absolute http or https address apart; `pointer` names the field in `Invalid`."""
    if problem := _problem(text):
        raise Invalid(FieldError(pointer, problem))
    found = _URL.match(text)
    if not found:
        raise Invalid(FieldError(pointer, "Please give a full web address that starts with https:// or http://."))
    return _build(found, pointer)


def parse_host(text: str) -> str | None:
    """Give the one ASCII spelling of a host name or IP literal, or None if it is none (RFC 5891 and UTS #46 in short).

    An international name becomes punycode as browsers do it (ß stays itself). A name that ends in a number must be a
    dotted quad, so that `127.1` and `0x7f.1` pass for nothing else.
    """
    if text.startswith("["):
        return _parse_ipv6(text)
    if len(text) > 253:  # before any work on it: normalisation of long input is slow
        return None
    name = unicodedata.normalize("NFKC", text.translate(_DOTS)).lower().translate(_DOTS).removesuffix(".")
    labels = [_parse_label(label) for label in unicodedata.normalize("NFC", name).split(".")]
    host = ".".join(label or "" for label in labels)
    if None in labels or len(host) > 253 or (_is_numeric(host) and not _is_ipv4(host)):
        return None
    return host


def recode(text: str, plain: str) -> str:
    """Write percent-encoding in one way: upper-case, letters and `plain` bare, all else encoded (RFC 3986 §6.2.2)."""
    return quote_from_bytes(unquote_to_bytes(text), safe=plain)


def recode_path(path: str) -> str:
    """Give a path without dot segments and empty segments, in one percent-encoding; a trailing slash is dropped.

    Empty segments go because servers merge slashes and blogs make double ones by accident.
    """
    segments: list[str] = []
    for segment in (recode(raw, _PATH_PLAIN) for raw in path.split("/")):
        if segment == "..":
            del segments[-1:]
        elif segment not in {"", "."}:
            segments.append(segment)
    return "/" + "/".join(segments)


def refuse_controls(text: str, pointer: str) -> str:
    """Give `text`, written by `recode`, unless control characters hide in its percent-encoding."""
    if _ENCODED_CONTROL.search(text):
        raise Invalid(FieldError(pointer, "This address has control characters in it."))
    return text


def _problem(text: str) -> str | None:
    if len(text) > URL_LIMIT:
        return f"This address is too long: {len(text)} characters, at most {URL_LIMIT} are possible."
    if has_line_break(text) or unstorable(text):
        return "This address has control characters in it."
    if _FORBIDDEN.search(text):
        return "This address has quotes, angle brackets or a backslash in it."
    return None


def _build(found: re.Match[str], pointer: str) -> Url:
    scheme, authority, path, query, fragment = found.groups()
    if "@" in authority:
        raise Invalid(FieldError(pointer, "Please give the address without a user name before the host."))
    parts = _AUTHORITY.match(authority)
    host = parse_host(parts[1]) if parts else None
    usual = _DEFAULT_PORTS[scheme.lower()]
    port = int(parts[2] or usual) if parts else usual
    if not host or not 0 < port < 65_536:
        raise Invalid(FieldError(pointer, "The host in this address cannot be right."))
    return Url(scheme.lower(), host, None if port == usual else port, path, query or "", fragment or "")


def _parse_label(label: str) -> str | None:
    if not label.isascii():
        if len(label) > 63 or not all(unicodedata.category(char)[0] in "LMN" or char == "-" for char in label):
            return None
        label = "xn--" + label.encode("punycode").decode("ascii")
    return label if _LABEL.match(label) else None


def _parse_ipv6(text: str) -> str | None:
    if not _IPV6.match(text):
        return None
    try:
        return f"[{ipaddress.IPv6Address(text[1:-1]).compressed}]"
    except ValueError:
        return None


def _is_numeric(host: str) -> bool:
    last = host.rpartition(".")[2]
    return last.isdigit() or bool(re.match(r"0x[0-9a-f]*\Z", last))


def _is_ipv4(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True
