"""Whose word of a reader's address is believed, and do readers have addresses of their own?"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from discuss.domain.addresses import network_of, person_of
from discuss.domain.ids import build_id
from discuss.domain.times import from_millis, month_of, to_millis
from discuss.services.doctor.address import is_only_here
from discuss.services.doctor.findings import fine, worry
from discuss.services.identity import build_mark
from discuss.store.queries import readers as queries, sites as site_queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ipaddress import IPv4Address, IPv6Address

    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House

_WIDEST = {4: 8, 6: 16}  # a wider network than this belongs to no one
_IN_A_ROW = 10
_FEWEST_READERS = 2
# From the likely ones to the others: loopback, containers, homes, offices, carriers, links.
_PRIVATE = tuple(
    ip_network(each)
    for each in ("127.0.0.0/24", "172.16.0.0/12", "192.168.0.0/16", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16")
)
_PRIVATE_V6 = tuple(ip_address(each) for each in ("::1", "fe80::1"))


@dataclass(frozen=True, slots=True)
class Mark:
    """What a comment keeps of where it came from."""

    reader: bytes | None
    address: bytes
    network: bytes


def check_proxies(house: House) -> Finding:
    trusted = house.settings.trusted_proxies
    for network in trusted:
        if network.prefixlen < _WIDEST[network.version]:
            return worry("proxies-wide", network=network)
    if trusted:
        return fine("proxies-named", networks=" ".join(map(str, trusted)))
    return fine("proxies-none")


def check_readers(house: House) -> Finding:
    """See whether the last comments all came from one private address, as if a web server had written them.

    Addresses are stored as hashes, so private ones are hashed and compared: nothing has to be noted of anybody.
    """
    now = house.clock()
    with house.reading() as session:
        key = site_queries.find_address_key(session, month_of(now))
        rows = queries.list_last_marks(session, build_id(_begin_month(now), 0), _IN_A_ROW)
    marks = [Mark(reader, address, network) for reader, address, network in rows if address and network]
    if key is None or len(marks) < _IN_A_ROW:
        return fine("readers-few")
    address = find_shared_address(key, marks)
    if address is None or is_only_here(house.settings.base_url):
        return fine("readers-differ")
    is_believed = address.is_loopback or any(address in network for network in house.settings.trusted_proxies)
    return worry("readers-alike" if is_believed else "readers-unnamed", n=len(marks), address=address)


def find_shared_address(key: bytes, marks: Sequence[Mark]) -> IPv4Address | IPv6Address | None:
    """Give the private address from which several readers came, all of them, if there is one."""
    readers = {mark.reader for mark in marks}
    if len({mark.address for mark in marks}) > 1 or len(readers) < _FEWEST_READERS:
        return None
    wanted = marks[0]
    for first in _list_networks():
        if build_mark(key, network_of(first)) == wanted.network:
            around = ip_network((first, 24), strict=False) if first.version == 4 else (first,)
            return next((each for each in around if build_mark(key, person_of(each)) == wanted.address), None)
    return None


def _list_networks() -> Iterator[IPv4Address | IPv6Address]:
    """Give an address of every private network, which are some 90,000."""
    yield from _PRIVATE_V6
    for network in _PRIVATE:
        yield from (each.network_address for each in network.subnets(new_prefix=24))


def _begin_month(now: int) -> int:
    return to_millis(from_millis(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0))
