"""Does this very service answer at its public address, and by https?"""

from __future__ import annotations

import hmac
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from discuss.domain.addresses import is_public, parse_address
from discuss.errors import FetchFailed, Trouble
from discuss.services.doctor.findings import fault, fine, worry
from discuss.services.identity import build_mark

if TYPE_CHECKING:
    from discuss.outbound import Answer
    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House

SIGN = "Discuss-Installation"
"""The header of `/healthz` by which an installation knows itself."""

_GATEWAY = {502, 503, 504}
_HOME = (".local", ".lan", ".internal", ".home.arpa", ".localhost", ".test")
_SYMBOLS = {
    Trouble.NAME: "address-unknown",
    Trouble.REFUSED: "address-refused",
    Trouble.SLOW: "address-slow",
    Trouble.CIRCLE: "address-circle",
    Trouble.GARBLED: "address-garbled",
}


def build_sign(secret: bytes) -> str:
    """Give what only the installation with this secret says, and what tells nobody anything about it."""
    return build_mark(secret, "installation").hex()


def check_address(house: House) -> Finding:
    base = house.settings.base_url
    about = {"address": base, "host": urlsplit(base).hostname or base}
    try:
        answer = house.visit
    except FetchFailed as failed:
        return _explain(failed, about)
    if not _is_ours(house, answer):
        return _tell_stranger(answer, about)
    if answer.hops:
        return fault("address-moved", **about, target=answer.url.removesuffix("/healthz"))
    if is_only_here(base):
        return worry("address-only-here", **about)
    return fine("address-fine", **about)


def check_https(house: House) -> Finding | None:
    base = house.settings.base_url
    if base.startswith("https://"):
        return fine("https-fine")
    if is_for_everybody(base):
        return worry("https-missing", address=base, better=base.replace("http://", "https://", 1))
    return None


def is_only_here(address: str) -> bool:
    """Whether only this machine itself can reach an address."""
    host = urlsplit(address).hostname or ""
    known = parse_address(host)
    return host == "localhost" or host.endswith(".localhost") or (known is not None and known.is_loopback)


def is_for_everybody(address: str) -> bool:
    """Whether it looks like an address of the public internet, not of a home or an office."""
    host = urlsplit(address).hostname or ""
    known = parse_address(host)
    if known is not None:
        return is_public(known)
    return "." in host and not host.endswith(_HOME)


def _is_ours(house: House, answer: Answer) -> bool:
    sign = build_sign(house.settings.secret_key.encode())
    return answer.status == 200 and hmac.compare_digest(_sign_of(answer).encode(), sign.encode())


def _sign_of(answer: Answer) -> str:
    return answer.headers.get(SIGN.lower(), "")


def _tell_stranger(answer: Answer, about: dict[str, str]) -> Finding:
    if _sign_of(answer):
        return fault("address-other-house", **about)
    if answer.status in _GATEWAY:
        return fault("address-gateway", **about, status=answer.status)
    program = answer.headers.get("server", "?")
    symbol = "address-moved-away" if answer.hops else "address-stranger"
    return fault(symbol, **about, status=answer.status, program=program, target=answer.url)


def _explain(failed: FetchFailed, about: dict[str, str]) -> Finding:
    if failed.trouble is Trouble.CERTIFICATE:
        is_of_another = isinstance(failed.__cause__, ssl.SSLCertVerificationError)
        return fault("address-certificate" if is_of_another else "address-plain", **about, error=failed.detail)
    if failed.trouble is Trouble.REFUSED and is_only_here(about["address"]):
        return fault("address-asleep", **about)
    return fault(_SYMBOLS.get(failed.trouble, "address-unasked"), **about, error=failed.detail)
