"""The page behind an invitation: what it is to, and the ways to take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word
from discuss.dashboard.people import enter, get_person
from discuss.dashboard.showing import move_on, show, speak
from discuss.errors import Conflict, Invalid, LimitReached, NotAuthenticated
from discuss.services import invitations, signing_in
from discuss.services.invitations import Newcomer
from discuss.services.signing_in import Attempt
from discuss.web.current import get_instance, get_session, get_visitor
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from discuss.errors import DiscussError

# No site can be called `-`.
blueprint = Blueprint("joining", __name__, url_prefix="/-/invitation/<key>")


@blueprint.get("")
def load(key: str) -> Response:
    """Show it. Opening alone takes nothing: programs that look into mails open links as well."""
    return _show(key)


@blueprint.post("")
def accept(key: str) -> AnyResponse:
    """Take it: with the account one is signed in to, with another by its password, or with a new one."""
    way, person = request.form.get("way"), get_person()
    try:
        if way == "new":
            _join(key)
        elif way == "own" and person is not None:
            invitations.accept_invitation(get_session(), get_instance(), key, person.id)
        else:
            _sign_in(key)
    except (Invalid, Conflict, NotAuthenticated, LimitReached) as error:
        return _show(key, error)
    keep_word("invite_taken")
    return move_on(url_for("dashboard.sites.list_sites"))


def _join(key: str) -> None:
    given = request.form
    newcomer = Newcomer(given.get("name", ""), given.get("email", ""), given.get("new", ""))
    enter(invitations.join_by_invitation(get_session(), get_instance(), key, newcomer, get_visitor()))


def _sign_in(key: str) -> None:
    attempt = Attempt(email=request.form.get("known", ""), password=request.form.get("password", ""))
    invitations.load_offer(get_session(), get_instance(), key)
    person = signing_in.sign_in(get_session(), get_instance(), attempt, get_visitor())
    enter(person)
    invitations.accept_invitation(get_session(), get_instance(), key, person.id)


def _show(key: str, error: DiscussError | None = None) -> Response:
    offer, speech = invitations.load_offer(get_session(), get_instance(), key), speak()
    if isinstance(error, LimitReached):
        complaints = [str(speech.count("wait_minutes", -(-error.retry_after // 60)))]
    elif isinstance(error, Invalid):
        complaints = [speech.complain(each.detail) for each in error.errors]
    else:
        complaints = [speech.complain(error.detail)] if error else []
    status = 422 if isinstance(error, NotAuthenticated) else status_of(error) if error else 200
    given = {name: request.form.get(name, "") for name in ("name", "email", "known")}
    response = show("invitation.html", status=status, key=key, offer=offer, complaints=complaints, given=given)
    if isinstance(error, LimitReached):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
