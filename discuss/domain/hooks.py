"""Where a site's web hook leads: a service that shows its messages on a telephone or in a room, or a program."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from discuss.domain.urls import parse_url
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping


class HookKind(StrEnum):
    NTFY = "ntfy"  # https://docs.ntfy.sh/publish/
    TELEGRAM = "telegram"  # https://core.telegram.org/bots/api
    MATRIX = "matrix"  # Matrix client-server API 1.11
    JSON = "json"  # a program of one's own


TELEGRAM_ADDRESS = "https://api.telegram.org"
NTFY_ADDRESS = "https://ntfy.sh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A web hook as it was entered and checked.

    `address`: of the server, or of the program, which may be a secret by itself. `target`: the topic, chat or room
    there. `secret`: what the server asks for before it takes anything, or what a program knows us by; empty where
    neither is needed.
    """

    kind: HookKind
    address: str = field(repr=False)
    target: str = ""
    secret: str = field(default="", repr=False)

    @property
    def service(self) -> str:
        """What people call it."""
        return _NAMES.get(self.kind) or urlsplit(self.address).netloc


_NAMES = {HookKind.NTFY: "ntfy", HookKind.TELEGRAM: "Telegram", HookKind.MATRIX: "Matrix"}


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    complaint: str

    def check(self, pointer: str, text: str) -> list[FieldError]:
        return [] if self.pattern.fullmatch(text) else [FieldError(pointer, self.complaint)]


_NOTHING = _Rule(re.compile(""), "Nothing is needed here.")
_SECRET = re.compile(r"[!-~]{1,500}")
_TARGETS: Mapping[HookKind, _Rule] = {
    HookKind.NTFY: _Rule(
        re.compile(r"[-_A-Za-z0-9]{1,64}"), "A topic has up to 64 letters, digits, - and _, without spaces."
    ),
    HookKind.TELEGRAM: _Rule(
        re.compile(r"-?[0-9]{1,20}|@[A-Za-z0-9_]{4,40}"), "A chat is a number such as -1001234567890, or @its_name."
    ),
    HookKind.MATRIX: _Rule(
        re.compile(r"![!-~]{1,254}"), "The ID of a room begins with ! and is found in the room's settings."
    ),
    HookKind.JSON: _NOTHING,
}
_SECRETS: Mapping[HookKind, _Rule] = {
    HookKind.NTFY: _Rule(re.compile(r"[!-~]{0,500}"), "A key has no spaces."),
    HookKind.TELEGRAM: _Rule(
        re.compile(r"[0-9]{1,20}:[-_A-Za-z0-9]{10,100}"),
        "The bot's key looks like 123456789:AbCdEf, as @BotFather gave it.",
    ),
    HookKind.MATRIX: _Rule(_SECRET, "The key of the account that writes into the room is needed, without spaces."),
    HookKind.JSON: _Rule(re.compile(r"(?:[!-~]{16,500})?"), "A secret has at least 16 characters and no spaces."),
}


def parse_destination(kind: str, fields: Mapping[str, str]) -> Destination:
    """Check what somebody entered as `address`, `target` and `secret`. Raises Invalid, with all that is wrong."""
    if kind not in list(HookKind):
        raise Invalid(FieldError("/kind", "There is no such way of being told."))
    way = HookKind(kind)
    address, target, secret = (fields.get(name, "").strip() for name in ("address", "target", "secret"))
    if way is HookKind.TELEGRAM:
        address = TELEGRAM_ADDRESS
    errors = [
        *_check_address(address),
        *_TARGETS[way].check("/target", target),
        *_SECRETS[way].check("/secret", secret),
    ]
    if errors:
        raise Invalid(*errors)
    return Destination(kind=way, address=address, target=target, secret=secret)


def _check_address(address: str) -> list[FieldError]:
    try:
        parse_url(address, "/address")
    except Invalid as error:
        return list(error.errors)
    return []
