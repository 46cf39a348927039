"""Signing in: the right password and nothing else opens, and neither words nor time tell which accounts exist."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from discuss.domain.texts import check_email
from discuss.errors import FieldError, Invalid, LimitReached, NotAuthenticated
from discuss.services.identity import mark_visitor
from discuss.services.sites import hash_password
from discuss.store.counters import SqlCounters
from discuss.store.queries import people, sites as queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.identity import Visitor
    from discuss.services.instance import Instance
    from discuss.store.tables import User

WRONG = "The address or the password is not right."
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in. `epoch` says since when: a session of an earlier one is over."""

    id: int
    epoch: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Attempt:
    email: str
    password: str


def sign_in(session: Session, instance: Instance, attempt: Attempt, visitor: Visitor) -> Person:
    """Give the person whose password this is. Raises LimitReached, NotAuthenticated."""
    email = _read_email(attempt.email)
    account = hmac.digest(instance.secret, f"sign-in:{email.lower()}".encode(), "sha256").hex()[:32]
    address = mark_visitor(session, instance, visitor).address.hex()
    with writing(session):
        wait = instance.limiter.count_sign_in(account, address, SqlCounters(session))
    if wait:
        raise LimitReached(wait)
    with reading(session):
        # Telephones like to begin an address with a capital letter.
        exact, folded = queries.find_user(session, email), queries.find_user(session, email.lower())
        user = exact or folded
        person, stored = (view_person(user), user.password_hash) if user else (None, None)
    if not _is_right(stored, attempt.password) or person is None:
        raise NotAuthenticated(WRONG)
    with writing(session):
        instance.limiter.forget_sign_in(account, SqlCounters(session))
    return person


def load_person(session: Session, user_id: int, epoch: int) -> Person | None:
    """Load who signed in, unless that is over."""
    with reading(session):
        user = people.load_user(session, user_id)
        return view_person(user) if user is not None and user.epoch == epoch else None


def sign_out_everywhere(session: Session, user_id: int) -> Person:
    """End every session of a person. Raises NotAuthenticated for one who is gone."""
    with writing(session):
        user = _load(session, user_id)
        user.epoch += 1
        return view_person(user)


def change_password(session: Session, user_id: int, old: str, new: str) -> Person:
    """Set another password, which ends every session of the person. Raises Invalid, NotAuthenticated."""
    with reading(session):
        stored = _load(session, user_id).password_hash
    if not _is_right(stored, old):
        raise Invalid(FieldError("/old", "This is not your present password."))
    hashed = hash_password(new)
    with writing(session):
        user = _load(session, user_id)
        user.password_hash = hashed
        user.epoch += 1
        return view_person(user)


def _load(session: Session, user_id: int) -> User:
    user = people.load_user(session, user_id)
    if user is None:
        raise NotAuthenticated
    return user


def view_person(user: User) -> Person:
    return Person(id=user.id, epoch=user.epoch, name=user.name, email=user.email)


def _read_email(text: str) -> str:
    """Give an address as it is stored; nothing for what is none, which then fails like any unknown one."""
    try:
        return check_email(text.strip())
    except Invalid:
        return ""


def _is_right(stored: str | None, password: str) -> bool:
    """Compare with a stored hash, or, as slowly, with one that nobody has the password of."""
    nobodys = _nobodys_hash()
    try:
        return PasswordHasher().verify(stored or nobodys, password[:_LONGEST]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")
