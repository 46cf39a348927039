"""Signing in: the right password and nothing else opens, and neither words nor time tell which accounts exist."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from discuss.domain.texts import check_email
from discuss.domain.times import DAY
from discuss.errors import FieldError, Invalid, LimitReached, NotAuthenticated
from discuss.services.identity import mark_visitor
from discuss.services.sites import hash_password
from discuss.store.counters import SqlCounters
from discuss.store.queries import people, sites as queries
from discuss.store.session import reading, writing
from discuss.store.team_tables import SignIn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.identity import Visitor
    from discuss.services.instance import Instance
    from discuss.store.tables import User

WRONG = "The address or the password is not right."
LASTS = 90 * DAY
"""How long a session lasts at most. Its cookie is over earlier where nobody comes by."""

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team. `epoch` rises with every new password."""

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
    account = mark_account(instance, email)
    address = mark_visitor(session, instance, visitor).address.hex()
    with writing(session):
        wait = instance.limiter.count_sign_in(account, address, SqlCounters(session))
    if wait:
        raise LimitReached(wait)
    with reading(session):
        user = queries.find_user(session, email)
        person, stored = (view_person(user), user.password_hash) if user else (None, None)
    if not _is_right(stored, attempt.password) or person is None:
        raise NotAuthenticated(WRONG)
    with writing(session):
        instance.limiter.forget_sign_in(account, SqlCounters(session))
    return person


def begin_session(session: Session, instance: Instance, person: Person, before: str | None = None) -> str:
    """Remember the browser of one who signed in, and give the key for its cookie: a new one each time.

    The session that the browser had `before` is over. Raises NotAuthenticated if the password was changed meanwhile.
    """
    key, now = secrets.token_urlsafe(32), instance.clock()
    with writing(session):
        user = _load(session, person.id)
        if user.epoch != person.epoch:
            raise NotAuthenticated(WRONG)
        user.signed_in = now
        if before is not None:
            people.end_sign_in(session, _digest(before))
        session.add(SignIn(digest=_digest(key), user_id=person.id, created=now, expires=now + LASTS))
    return key


def load_person(session: Session, instance: Instance, key: str) -> Person | None:
    """Load who signed in, unless that is over."""
    with reading(session):
        user = people.find_signed_in(session, _digest(key), instance.clock())
        return view_person(user) if user is not None else None


def sign_out(session: Session, key: str) -> None:
    """End a session: a copy of its cookie opens nothing any more."""
    with writing(session):
        people.end_sign_in(session, _digest(key))


def sign_out_everywhere(session: Session, user_id: int) -> None:
    """End every session of a person, and the links that set a password. Raises NotAuthenticated for one who is gone."""
    with writing(session):
        _load(session, user_id).epoch += 1
        people.end_sign_ins(session, user_id)


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
        people.end_sign_ins(session, user_id)
        return view_person(user)


def _load(session: Session, user_id: int) -> User:
    user = people.load_user(session, user_id)
    if user is None:
        raise NotAuthenticated
    return user


def view_person(user: User) -> Person:
    return Person(id=user.id, epoch=user.epoch, name=user.name, email=user.email)


def mark_account(instance: Instance, email: str) -> str:
    """Give what stands for an address where attempts are counted."""
    said = f"sign-in:{email.strip().lower()}".encode("utf-8", "surrogateescape")
    return hmac.digest(instance.secret, said, "sha256").hex()[:32]


def _digest(key: str) -> bytes:
    return sha256(key.encode("utf-8", "surrogateescape")).digest()


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
