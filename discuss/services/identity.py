"""Who a guest is: keyed hashes of a reader key and of addresses, and the proof of an author."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from discuss.domain.addresses import network_of, person_of
from discuss.domain.times import month_of
from discuss.errors import FieldError, Invalid, NotAuthenticated
from discuss.store.queries import sites as site_queries
from discuss.store.session import writing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

READER_KEY_LENGTH = 32
_HASH_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What a door knows of who is asking: the client's address as text, and the browser's reader key if it sent one."""

    address: str
    reader_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is stored of a visitor: hashes of 16 bytes. `reader` is None without a reader key."""

    reader: bytes | None
    address: bytes
    network: bytes

    @property
    def voter(self) -> bytes:
        """Who votes and flags: the reader, and without a reader key the address."""
        return self.reader or self.address

    @property
    def subjects(self) -> list[str]:
        """Whom the limits count, written for their keys."""
        return [mark.hex() for mark in (self.reader, self.address) if mark is not None]


def check_reader_key(text: str | None) -> str | None:
    """Take the `Discuss-Reader` header: 32 lowercase hexadecimal digits. Raises Invalid for anything else."""
    if text is None:
        return None
    if len(text) != READER_KEY_LENGTH or not set(text) <= set("0123456789abcdef"):
        raise Invalid(FieldError("Discuss-Reader", "A reader key is 32 lowercase hexadecimal digits."))
    return text


def mark_visitor(session: Session, instance: Instance, visitor: Visitor) -> Marks:
    """Hash what is known of a visitor; makes the month's address key if this is the month's first visitor."""
    month_key = _month_key(session, instance)
    reader = visitor.reader_key
    return Marks(
        reader=build_mark(instance.secret, f"reader:{reader}") if reader else None,
        address=build_mark(month_key, person_of(visitor.address)),
        network=build_mark(month_key, network_of(visitor.address)),
    )


def _month_key(session: Session, instance: Instance) -> bytes:
    month, database = month_of(instance.clock()), session.get_bind()
    known_month, key = _known_keys.get(database, ("", b""))
    if known_month != month:
        key = _read_month_key(session, month)
        _known_keys[database] = month, key
    return key


# Of each database the present month's key alone: those of other months are asked for by nobody, and get destroyed.
_known_keys: WeakKeyDictionary[Engine | Connection, tuple[str, bytes]] = WeakKeyDictionary()


def _read_month_key(session: Session, month: str) -> bytes:
    found = site_queries.find_address_key(session, month)
    session.rollback()
    if found is None:
        with writing(session):
            found = site_queries.add_address_key(session, month, secrets.token_bytes(32))
    return found


def build_mark(key: bytes, text: str) -> bytes:
    """Give the keyed hash that is stored instead of `text`: 16 bytes."""
    return hmac.digest(key, text.encode(), "sha256")[:_HASH_BYTES]


def build_edit_token(instance: Instance, comment_id: int) -> str:
    """Derive the proof that one is the author: nothing is stored, and a repeated answer carries the same."""
    return _edit_token(instance.secret, comment_id)


@lru_cache(maxsize=1024)
def _edit_token(secret: bytes, comment_id: int) -> str:
    proof = hmac.digest(secret, f"edit-token:{comment_id}".encode(), "sha256")[:24]
    return urlsafe_b64encode(proof).decode()


def check_edit_token(instance: Instance, comment_id: int, token: str | None) -> None:
    """Raises NotAuthenticated unless `token` is this comment's edit token; compared in constant time."""
    expected = build_edit_token(instance, comment_id)
    if not token or not hmac.compare_digest(expected.encode(), token.encode("utf-8", "surrogateescape")):
        raise NotAuthenticated("This needs the edit token that came with the comment, as `Authorization: Bearer`.")
