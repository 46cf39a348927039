"""Who is signed in: the session's side of a person, for Flask-Login."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import session as cookie
from flask_login import LoginManager, current_user, login_user, logout_user

from discuss.errors import NotAuthenticated
from discuss.services import access, signing_in
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from flask import Flask

    from discuss.domain.permissions import Actor
    from discuss.services.signing_in import Person


@dataclass(frozen=True, slots=True)
class Member:
    """What Flask-Login asks of a user."""

    person: Person
    key: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.key


def init_people(app: Flask) -> None:
    """Let Flask-Login read sessions.

    Not by its `init_app`: that looks into the cookie at every answer and in every template, so that public pages would
    vary by it.
    """
    manager = LoginManager()
    manager.session_protection = None  # the address of a telephone changes by the hour
    manager.user_loader(_load_member)
    app.login_manager = manager  # type: ignore[attr-defined]


def enter(person: Person) -> None:
    """Begin a session anew: nothing of what was in the cookie before stays. Raises NotAuthenticated."""
    key = signing_in.begin_session(get_session(), get_instance(), person, _get_key())
    cookie.clear()
    cookie.permanent = True
    login_user(Member(person, key))


def leave() -> None:
    """End the session, here and in every copy of the cookie."""
    key = _get_key()
    if key is not None:
        signing_in.sign_out(get_session(), key)
    logout_user()
    cookie.clear()


def get_person() -> Person | None:
    member = cast("Member", current_user)
    return member.person if member.is_authenticated else None


def access_person() -> Person:
    """Raises NotAuthenticated for who is not signed in."""
    person = get_person()
    if person is None:
        raise NotAuthenticated
    return person


def access_actor() -> Actor:
    """Raises NotAuthenticated for who is not signed in."""
    return access.load_actor(get_session(), access_person().id)


def _get_key() -> str | None:
    member = cast("Member", current_user)
    return member.key if member.is_authenticated else None


def _load_member(key: str) -> Member | None:
    person = signing_in.load_person(get_session(), get_instance(), key)
    return Member(person, key) if person else None
