"""Links that set a password once: for a new member, or one who forgot the old one."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from discuss.domain.names import check_name
from discuss.domain.texts import check_email
from discuss.domain.times import DAY
from discuss.errors import NotFound
from discuss.services.signing_in import Person, view_person
from discuss.services.sites import hash_password
from discuss.store.queries import people, sites as queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import User

LASTS = 2 * DAY
_TOKEN = re.compile(r"([0-9]{1,19})\.([0-9]{1,9})\.([0-9]{1,15})\.([0-9a-f]{64})", re.ASCII)
_OVER = "This link was used already, or is too old. Ask for another one."


def build_link(session: Session, instance: Instance, email: str) -> str:
    """Make the address where a person sets a new password. Nothing is stored. Raises NotFound, Invalid.

    It is over with the person's epoch, which rises with every new password, and after LASTS.
    """
    with reading(session):
        user = queries.find_user(session, check_email(email))
        if user is None:
            raise NotFound(f"There is no user {email}.")
        return f"{instance.settings.base_url}/moderate/-/password/{sign_token(instance, user, LASTS)}"


def sign_token(instance: Instance, user: User, lasts: int) -> str:
    """Give the end of such an address, which is good for so many milliseconds."""
    said = f"{user.id}.{user.epoch}.{instance.clock() + lasts}"
    return f"{said}.{_sign(instance, said)}"


def access_link(session: Session, instance: Instance, token: str) -> Person:
    """Give the person whose link this is. Raises NotFound when it is over, or never was one."""
    with reading(session):
        return view_person(_access(session, instance, token))


def use_link(session: Session, instance: Instance, token: str, password: str, name: str | None = None) -> Person:
    """Set the password, which ends the link and every session of the person, and perhaps another name.

    Raises NotFound, Invalid.
    """
    access_link(session, instance, token)
    hashed, chosen = hash_password(password), check_name(name) if name is not None else None
    with writing(session):
        user = _access(session, instance, token)
        user.password_hash = hashed
        user.name = chosen or user.name
        user.epoch += 1
        user.confirmed = user.confirmed or instance.clock()  # a mail brought the link, or who runs the service did
        people.end_sign_ins(session, user.id)
        return view_person(user)


def _access(session: Session, instance: Instance, token: str) -> User:
    found = _TOKEN.fullmatch(token)
    if found is None:
        raise NotFound(_OVER)
    number, epoch, until = (int(part) for part in found.groups()[:3])
    is_ours = hmac.compare_digest(found[4], _sign(instance, token.rpartition(".")[0]))
    user = people.load_user(session, number) if is_ours else None
    if user is None or user.epoch != epoch or until <= instance.clock():
        raise NotFound(_OVER)
    return user


def _sign(instance: Instance, said: str) -> str:
    return hmac.digest(instance.secret, f"password-link:{said}".encode(), "sha256").hex()
