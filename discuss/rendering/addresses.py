"""Decide which addresses a comment may link to, and write them the one way that is safe everywhere."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

_BLANK = re.compile(r"[\x00-\x20\x7f]+")
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"))
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?\Z")
_IPV6 = re.compile(r"\[[0-9a-f:.]{2,45}\]\Z")
_MAIL = re.compile(r"[A-Za-z0-9.!#$&'*+/=^_`{|}~-]{1,64}\Z")
_SAFE_IN_PATH = "%/?#[]!$&'()*+,;=:@-._~|"
_LONGEST = 2_000
_LAST_PORT = 65_535


def safe_address(value: str) -> str | None:
    """Give the address as it may stand in an href, or None when nobody should be sent there.

    Only `http`, `https` and `mailto` pass, with a host and without a user name or anything invisible; `www.` is read as
    https. The host becomes lower case and punycode, so that what the browser shows is where it goes; the rest is
    percent-encoded. A safe address is given back unchanged.
    """
    address = value.strip(" \t\r\n\f")
    if not address or len(address) > _LONGEST or "\\" in address or _is_hiding(address):
        return None
    if address[:4].lower() == "www.":
        address = f"https://{address}"
    scheme, colon, rest = address.partition(":")
    if not colon:
        return None
    if scheme.lower() == "mailto":
        return _mail_address(rest)
    return _web_address(scheme.lower(), rest) if scheme.lower() in ("http", "https") else None


def safe_image(value: str) -> str | None:
    """Give the address of an image as it may stand in a src, or None."""
    address = safe_address(value)
    return address if address and not address.startswith("mailto:") else None


def _is_hiding(address: str) -> bool:
    """Tell whether a character would vanish on the screen; a blank in the path is only a blank."""
    return any(unicodedata.category(character) in _HIDDEN for character in address.replace(" ", ""))


def _web_address(scheme: str, rest: str) -> str | None:
    # A browser reads http:host and http:///host as http://host, a server reads them as a path.
    if not rest.startswith("//") or rest[2:3] in ("", "/", "?", "#"):
        return None
    try:
        parts = urlsplit(f"{scheme}:{rest}")
    except ValueError:
        return None
    host = _host_and_port(parts.netloc)
    if host is None:
        return None
    after = quote(rest[2 + len(parts.netloc) :], safe=_SAFE_IN_PATH)
    return f"{scheme}://{host}{_without_stray_percent(after)}"


def _without_stray_percent(path: str) -> str:
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", path)


def _host_and_port(netloc: str) -> str | None:
    host, _, port = netloc.rpartition(":") if re.search(r":\d*\Z", netloc) else (netloc, "", "")
    if port and int(port[:6]) > _LAST_PORT:
        return None
    name = host.lower() if _IPV6.match(host.lower()) else _punycode(host)
    return f"{name}:{port}" if name and port else name


def _punycode(host: str) -> str | None:
    """Give the host in ASCII as browsers do (UTS 46, without its tables), or None when it cannot be a host."""
    name = unicodedata.normalize("NFKC", host).lower().replace("\u3002", ".")
    labels = unicodedata.normalize("NFC", name).split(".")
    if labels[-1] == "" and len(labels) > 1:
        labels.pop()
    if not all(_LABEL.match(label) for label in labels):
        return None
    ascii_labels = [label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in labels]
    return ".".join(ascii_labels) if max(map(len, ascii_labels)) <= 63 else None  # RFC 1035, 2.3.4


def _mail_address(rest: str) -> str | None:
    """Give a mailto without its headers: a link must not put words or copies into somebody's mail."""
    local, at, host = rest.partition("?")[0].partition("@")
    name = _punycode(host) if at else None
    return f"mailto:{local}@{name}" if name and _MAIL.match(local) else None
