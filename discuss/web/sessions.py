"""Which requests have a session: the members' alone. Nothing else reads or sets a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask, Request
    from flask.sessions import SecureCookieSession

MEMBERS = "/moderate"


class MembersSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, below `/moderate` only."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if request.path.startswith(MEMBERS) else self.session_class()
