"""The addresses that belong to one member alone: where mails of a site end, and where the own feed lies.

Both are derived: nothing is stored that opens them, and nobody guesses one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeSerializer

from discuss.errors import NotFound

if TYPE_CHECKING:
    from discuss.services.instance import Instance

_STOP, _FEED, _PAGES = "stop", "feed", "pages"


def build_stop_url(instance: Instance, site_id: int, user_id: int) -> str:
    return f"{instance.settings.base_url}/team-mails/{_sign(instance, _STOP, site_id, user_id)}"


def build_pages_stop_url(instance: Instance, site_id: int, user_id: int) -> str:
    """Give where the mails about pages that a member wrote end."""
    return f"{instance.settings.base_url}/team-mails/pages/{_sign(instance, _PAGES, site_id, user_id)}"


def build_feed_url(instance: Instance, site_id: int, user_id: int, key: int) -> str:
    """Give the address of a member's feed; another `key` is another address, and the old one leads nowhere."""
    return f"{instance.settings.base_url}/feeds/waiting/{_sign(instance, _FEED, site_id, user_id, key)}"


def read_stop(instance: Instance, token: str) -> tuple[int, int]:
    """Give site and user. Raises NotFound."""
    site_id, user_id = _read(instance, _STOP, token)
    return site_id, user_id


def read_pages_stop(instance: Instance, token: str) -> tuple[int, int]:
    """Give site and user. Raises NotFound."""
    site_id, user_id = _read(instance, _PAGES, token)
    return site_id, user_id


def read_feed(instance: Instance, token: str) -> tuple[int, int, int]:
    """Give site, user and key. Raises NotFound."""
    site_id, user_id, key = _read(instance, _FEED, token)
    return site_id, user_id, key


def _sign(instance: Instance, purpose: str, *numbers: int) -> str:
    return _serializer(instance, purpose).dumps(list(numbers))


def _read(instance: Instance, purpose: str, token: str) -> list[int]:
    try:
        numbers: list[int] = _serializer(instance, purpose).loads(token)
    except BadSignature as error:
        raise NotFound from error
    return numbers


def _serializer(instance: Instance, purpose: str) -> URLSafeSerializer:
    options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(instance.secret, salt=f"team-{purpose}", signer_kwargs=options)
