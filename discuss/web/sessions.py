"""Which requests have a session: the members' alone. Nothing else reads or sets a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask, Request
    from flask.sessions import SecureCookieSession, SessionMixin

MEMBERS = "/moderate"
_NO_COOKIE = "no_cookie"


class MembersSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, below `/moderate` only."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if request.path.startswith(MEMBERS) else self.session_class()

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Renew the cookie with every answer, except with those that `give_no_cookie`."""
        return not g.get(_NO_COOKIE, False) and super().should_set_cookie(app, session)


def give_no_cookie() -> None:
    """Leave the cookie as it is in the answer to what a page asks for by itself.

    That may come after the answer to a form that was sent later, and would take away what that one has to say.
    """
    setattr(g, _NO_COOKIE, True)
