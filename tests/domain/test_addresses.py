"""Who is asking, as far as the machines in between can be believed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given, strategies as st

from discuss.domain.addresses import client_address, network_of, parse_address, person_of

PROXIES = [ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48")]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", "192.0.2.1"), (" 192.0.2.1\t", "192.0.2.1"), ("192.0.2.1:8080", "192.0.2.1"),
        ('"192.0.2.1"', "192.0.2.1"),
        ("2001:DB8::1", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"), ('"[2001:db8::1]:4711"', "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("[::ffff:c000:201]:80", "192.0.2.1"), ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"), ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
        ("::1", "::1"),
    ],
)  # fmt: skip
def test_addresses_in_their_spellings(text: str, address: str) -> None:
    assert str(parse_address(text)) == address


@pytest.mark.parametrize(
    "text",
    ["", " ", "unknown", "_hidden", "localhost", "127.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433",
    "192.0.2.256", "1.2.3.4.5",
     "192.0.2.1:x", "[192.0.2.1", "2001:db8::1::2", "192.0.2.1/24", "192.0.2.1%eth0", "١٩٢.0.2.1",
     "1" * 5_000, "[]", "[]:80",
     "192.0.2.1\n", "for=192.0.2.1"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert parse_address(text) is None


@given(st.ip_addresses())
def test_every_address_is_read_back(address: object) -> None:
    known = parse_address(str(address))
    assert known is not None
    assert parse_address(str(known)) == known


def test_networks_and_persons() -> None:
    assert network_of("192.0.2.77") == "192.0.2.0/24"
    assert person_of("192.0.2.77") == "192.0.2.77"
    assert network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1::/48"
    assert person_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert person_of("::ffff:192.0.2.77") == person_of(ip_address("192.0.2.77"))
    assert person_of("2001:db8::1") == person_of("2001:db8::2") != person_of("2001:db8:0:1::1")


@pytest.mark.parametrize("give", [network_of, person_of])
def test_what_is_no_address_has_no_network(give: object) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        give("nonsense")  # type: ignore[operator]


HOPS = ", ".join(f"198.51.100.{n}" for n in range(20))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["127.0.0.1"], "192.0.2.1"),
        ("192.0.2.1", ["6.6.6.6", "10.0.0.1"], "192.0.2.1"),
        ("192.0.2.1", [HOPS], "192.0.2.1"),
        ("::ffff:192.0.2.1", [HOPS], "192.0.2.1"),
        ("10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["6.6.6.6, 192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["6.6.6.6", "192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["6.6.6.6, 192.0.2.1, 10.9.9.9", "10.0.0.2"], "192.0.2.1"),
        ("10.0.0.1", ["10.6.6.6, 192.0.2.1, 10.9.9.9"], "192.0.2.1"),
        ("10.0.0.1", [HOPS], "198.51.100.19"),
        ("10.0.0.1", [", ".join(["10.0.0.2"] * 20)], "10.0.0.2"),
        ("10.0.0.1", ["192.0.2.1, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["192.0.2.1, unknown, 10.0.0.7"], "10.0.0.7"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["192.0.2.1,"], "10.0.0.1"),
        ("10.0.0.1", ["2001:db8::7"], "2001:db8::7"),
        ("2001:db8:ffff::1", ["6.6.6.6, [2001:db8::7]:4711"], "2001:db8::7"),
        ("::ffff:10.0.0.1", ["::ffff:192.0.2.1"], "192.0.2.1"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["192.0.2.1"], "192.0.2.1"),
        ("127.0.0.1", ["6.6.6.6, 192.0.2.1"], "192.0.2.1"),
        ("127.0.0.1", ["6.6.6.6, 127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", ["6.6.6.6, 192.0.2.1, 10.0.0.1"], "192.0.2.1"),
        ("::1", ["6.6.6.6", "192.0.2.1"], "192.0.2.1"),
        ("", ["6.6.6.6, 192.0.2.1"], "192.0.2.1"),
        ("unix:", [], "127.0.0.1"),
    ],
)
def test_the_rightmost_hop_that_nobody_vouches_for(peer: str, forwarded: list[str], client: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


@given(st.lists(st.text(max_size=30), max_size=4), st.ip_addresses(network=ip_network("192.0.2.0/24")))
def test_what_a_stranger_writes_into_the_header_has_no_effect(lies: list[str], address: object) -> None:
    assert client_address(str(address), lies, PROXIES) == str(address)
    assert client_address("10.0.0.1", [*lies, str(address)], PROXIES) == str(address)
    assert client_address("127.0.0.1", [",".join([*lies, str(address)])], []) == str(address)


def test_a_peer_without_an_address_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        client_address("nonsense", [], [])
