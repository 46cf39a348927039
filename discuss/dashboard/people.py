"""Who is signed in: the session's side of a person, for Flask-Login."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import session as cookie
from flask_login import LoginManager, current_user, login_user, logout_user

from discuss.errors import NotAuthenticated
from discuss.services import access, signing_in
from discuss.web.current import get_session

if TYPE_CHECKING:
    from flask import Flask

    from discuss.domain.permissions import Actor
    from discuss.services.signing_in import Person


@dataclass(frozen=True, slots=True)
class Member:
    """What Flask-Login asks of a user."""

    person: Person
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return f"{self.person.id}.{self.person.epoch}"


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
    """Begin a session anew: nothing of what was in the cookie before stays."""
    cookie.clear()
    cookie.permanent = True
    login_user(Member(person))


def leave() -> None:
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


def _load_member(text: str) -> Member | None:
    number, _, epoch = text.partition(".")
    person = signing_in.load_person(get_session(), int(number), int(epoch))
    return Member(person) if person else None
