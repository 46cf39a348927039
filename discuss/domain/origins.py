"""Origins: which pages of the web may write to a site."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from discuss.domain.urls import Url, parse_url
from discuss.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

URL_POINTER = "/url"

Place = tuple[str, int | None]


def origin_of(url: str) -> str:
    """Give the origin of an address as browsers write it: `https://town.example:8443`. Raises `Invalid` at `/url`."""
    return parse_url(url, URL_POINTER).origin


def is_registered(origin: str, origins: Sequence[str]) -> bool:
    """Say whether the value of an `Origin` header is one of `origins`; http, https and `www.` are one.

    The host must be equal, and so must a port that is not the scheme's own. `null` never passes, and localhost
    only where it is listed. Broken values on either side are never equal to anything.
    """
    place = _read_place(origin, ("",))
    return place is not None and place in {_read_place(registered, ("", "/")) for registered in origins}


def is_local(origin: str) -> bool:
    """Say whether an origin is this machine: localhost, 127.0.0.0/8 or [::1], where a blog is tried out."""
    try:
        return is_local_host(parse_url(origin, URL_POINTER).host)
    except Invalid:
        return False


def place_of(url: Url) -> Place:
    """Give what makes two addresses of one site: the host without `www.`, and a port that is not the usual one."""
    bare = url.host.removeprefix("www.")
    return (bare if "." in bare else url.host), url.port


def is_local_host(host: str) -> bool:
    """Say whether a host, as `parse_host` writes it, is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _read_place(origin: str, paths: Sequence[str]) -> Place | None:
    try:
        url = parse_url(origin, URL_POINTER)
    except Invalid:
        return None
    return place_of(url) if url.path in paths and not url.query and not url.fragment else None
