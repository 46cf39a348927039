"""Decide which addresses a comment may point to, and write them the one way that is safe everywhere."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_PORT = re.compile(r":([0-9]{0,5})\Z")
_IPV6 = re.compile(r"\[[0-9a-f:.]{2,45}\]\Z")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$&'*+=^_`{|}~-]{1,64}\Z")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT = "%/?#[]!$&'()*+,;=:@-._~|"
_LONGEST = 2_000
_LONGEST_LABEL = 63  # RFC 1035, 2.3.4
_LAST_PORT = 65_535


def safe_address(value: str) -> str | None:
    """Give the address as it may stand in an href, or None when nobody should be sent there.

    Only `http`, `https` and `mailto` pass, with a host and without a user name; `www.` is read as https. The host
    becomes lower case and punycode, so that what the browser shows is where it goes; the rest is percent-encoded. A
    safe address is given back unchanged.
    """
    address = value.strip(" \t\r\n\f")
    if len(address) > _LONGEST or _CONTROL.search(address):
        return None
    if address[:4].lower() == "www.":
        address = f"https://{address}"
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "mailto":
        return _mail_address(rest)
    return _web_address(scheme.lower(), rest) if scheme.lower() in ("http", "https") else None


def safe_image(value: str) -> str | None:
    """Give the address of an image as it may stand in a src, or None."""
    address = safe_address(value)
    return address if address and not address.startswith("mailto:") else None


def _web_address(scheme: str, rest: str) -> str | None:
    # A browser reads http:host and http:///host as http://host, other programs read them as paths.
    if not rest.startswith("//"):
        return None
    try:
        netloc = urlsplit(rest).netloc
    except ValueError:
        return None
    host = _host_and_port(netloc)
    if host is None:
        return None
    after = _STRAY_PERCENT.sub("%25", quote(rest[2 + len(netloc) :], safe=_KEPT))
    address = f"{scheme}://{host}{after}"
    return address if len(address) <= _LONGEST else None


def _host_and_port(netloc: str) -> str | None:
    port = _PORT.search(netloc)
    host = netloc[: port.start()] if port else netloc
    name = host.lower() if _IPV6.match(host.lower()) else _ascii_host(host)
    if name is None or port is None or not port[1]:
        return name
    return f"{name}:{int(port[1])}" if int(port[1]) <= _LAST_PORT else None


def _ascii_host(host: str) -> str | None:
    """Give the host as browsers look it up (UTS 46, in what matters of it), or None when it cannot be a host."""
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", host).lower()).replace("\u3002", ".")
    labels = [_ascii_label(label) for label in name.removesuffix(".").split(".")]
    known = [label for label in labels if label]
    return ".".join(known) if len(known) == len(labels) else None


def _ascii_label(label: str) -> str | None:
    if not label or not label[0].isalnum() or not all(_stands_in_host(character) for character in label):
        return None
    written = label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
    return written if len(written) <= _LONGEST_LABEL else None


def _stands_in_host(character: str) -> bool:
    return character.isalnum() or character in "-_" or unicodedata.category(character).startswith("M")


def _mail_address(rest: str) -> str | None:
    """Give a mailto without its headers: a link must not put words or copies into somebody's mail."""
    mailbox, at, host = rest.partition("?")[0].partition("@")
    name = _ascii_host(host) if at else None
    return f"mailto:{mailbox}@{name}" if name and _MAILBOX.match(mailbox) else None
