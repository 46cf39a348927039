"""Network addresses: who is asking, as far as the machines in between can be believed."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LONGEST = 100  # the longest IPv6 text is 45 characters, plus zone, brackets, port and quotes
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::[0-9]{1,5})?\Z|([0-9.]+):[0-9]{1,5}\Z")
_LOOPBACK = IPv4Address("127.0.0.1")


def parse_address(text: str) -> Address | None:
    """Give the address that `text` names, or None.

    Reads IPv4 and IPv6, with brackets, port or quotes as in `X-Forwarded-For` and `Forwarded` (RFC 7239 §6). IPv4
    inside IPv6 (`::ffff:192.0.2.1`) is given as IPv4; a zone id (`%eth0`) is dropped.
    """
    if len(text) > _LONGEST:
        return None
    text = text.strip(' \t"')
    if found := _WITH_PORT.match(text):
        text = found[1] or found[2] or ""
    try:
        address = ip_address(text.partition("%")[0] if ":" in text else text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def network_of(address: str | Address) -> str:
    """Give the neighbourhood of an address: its /24 for IPv4, its /48 for IPv6. Raises ValueError for no address."""
    known = _known(address)
    return str(ip_network((known, 24 if known.version == 4 else 48), strict=False))


def person_of(address: str | Address) -> str:
    """Give what counts as one person: an IPv4 address, or the /64 of an IPv6 one (a household has one of these).

    Raises ValueError for no address.
    """
    known = _known(address)
    return str(known) if known.version == 4 else str(ip_network((known, 64), strict=False))


def client_address(peer: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """Give the address of the client: the rightmost hop that no trusted proxy has.

    `peer` is the other end of the connection (empty or `unix:…`: a local socket, taken for loopback). `forwarded` are
    the values of `X-Forwarded-For` in order of appearance; each proxy appends the peer it saw. Only hops that a trusted
    proxy wrote count, read from the right; a peer on loopback is believed for the last hop alone without being listed,
    since only a process on this machine can connect from there. A hop that cannot be read ends the walk.
    """
    current = _LOOPBACK if peer == "" or peer.startswith("unix:") else parse_address(peer)
    if current is None:
        raise ValueError(f"not a network address: {peer!r}")
    believed = current.is_loopback or _is_trusted(current, trusted)
    for hop in _hops_from_right(forwarded):
        address = parse_address(hop)
        if not believed or address is None:
            break
        current, believed = address, _is_trusted(address, trusted)
    return str(current)


def _hops_from_right(forwarded: Sequence[str]) -> Iterator[str]:
    for value in reversed(forwarded):
        yield from reversed(value.split(","))


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _known(address: str | Address) -> Address:
    known = parse_address(str(address))
    if known is None:
        raise ValueError(f"not a network address: {address!r}")
    return known


# What leads to an IPv4 address, or to another kind of network, by way of an address that looks public.
_INDIRECT = tuple(
    ip_network(each)
    for each in ("192.88.99.0/24", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16", "5f00::/16")
)


def is_public(address: Address) -> bool:
    """Whether it is of the public internet, so that anybody may be sent there.

    What is not known to be public is not: IANA's special-purpose registries (RFC 6890), multicast, reserved ranges,
    and IPv6 networks that stand for IPv4 addresses (RFC 6052, RFC 3056, RFC 4380).
    """
    address = getattr(address, "ipv4_mapped", None) or address
    is_special = (
        address.is_multicast or address.is_reserved or address.is_unspecified or _is_trusted(address, _INDIRECT)
    )
    return address.is_global and not is_special
