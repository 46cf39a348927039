"""Whom a ban names, and which hosts lie below a banned domain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from discuss.domain.lists import host_of
from discuss.domain.times import format_time
from discuss.errors import Banned

if TYPE_CHECKING:
    from collections.abc import Iterable

REASON_LIMIT = 300


class BanKind(StrEnum):
    READER = "reader"
    ADDRESS = "address"
    NETWORK = "network"
    EMAIL = "email"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True, kw_only=True)
class BanOrder:
    """Whom to ban: the author of `comment` (an id), or the e-mail address or domain in `value`.

    `until` is in milliseconds since 1970, None: for good. `reason` is for the team alone.
    """

    kind: BanKind
    comment: int | None = None
    value: str | None = None
    until: int | None = None
    reason: str | None = None


def list_domains(links: Iterable[str]) -> set[str]:
    """Give every domain that the links lead to or below: of `https://a.b.example/x` these are two."""
    return {domain for link in links if (host := host_of(link)) for domain in _list_above(host)}


def refuse(kind: BanKind, label: str, until: int | None) -> None:
    """Raises Banned, in words that name only what the banned one sent."""
    if kind is BanKind.DOMAIN:
        raise Banned(f"Links to {label} are not taken here.")
    raise Banned(f"You cannot write here until {format_time(until)}." if until else "")


def _list_above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))]
