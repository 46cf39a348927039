"""The members of a site: its owners add people, give them other roles, and take them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word, take_bar
from discuss.dashboard.once import keep_once, take_once
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.ids import MAX_ID
from discuss.domain.permissions import Action, Role
from discuss.errors import Conflict, FieldError, Invalid
from discuss.services import invitations, members, pages_written
from discuss.services.desks import load_desk
from discuss.services.invitations import NewInvitation
from discuss.services.members import Change, NewMember
from discuss.web.current import get_instance, get_session
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("members", __name__, url_prefix="/<site:site>/members")

_LINK = "invitation"


@blueprint.get("")
def load(site: str) -> Response:
    return _show(site)


@blueprint.post("")
def add(site: str) -> AnyResponse:
    email, name = request.form.get("email", ""), request.form.get("name", "")
    try:
        new = NewMember(email, name, _read_role())
        members.add_member(get_session(), get_instance(), access_actor(), site, new)
    except Invalid as error:
        return _show(site, error)
    keep_word("member_mailed")
    return move_on(url_for("dashboard.members.load", site=site))


@blueprint.post("/invite")
def invite(site: str) -> AnyResponse:
    """Make an invitation, whose link is shown on the next page and never again."""
    try:
        new = NewInvitation(_read_role(), request.form.get("label", ""))
        link = invitations.add_invitation(get_session(), get_instance(), access_actor(), site, new)
    except Invalid as error:
        return _show(site, error)
    keep_once(_LINK, link)
    return move_on(url_for("dashboard.members.load", site=site))


@blueprint.post("/uninvite")
def take_back(site: str) -> AnyResponse:
    invitations.remove_invitation(get_session(), get_instance(), access_actor(), site, _read_number("invitation"))
    keep_word("invite_taken_back")
    return move_on(url_for("dashboard.members.load", site=site))


@blueprint.get("/hand-over")
def ask_hand_over(site: str) -> Response:
    """Say what handing the site over does, before anybody does it."""
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SET_MEMBERS)
    speak(desk)
    heir = members.find_heir(get_session(), actor, site, _read_number())
    return show("hand_over.html", desk, heir=heir)


@blueprint.post("/hand-over")
def hand_over(site: str) -> AnyResponse:
    try:
        members.hand_over(get_session(), get_instance(), access_actor(), site, _read_number())
    except Conflict as error:
        return _show(site, error)
    keep_word("hand_over_done")
    return move_on(url_for("dashboard.sites.list_sites"))


@blueprint.post("/role")
def set_role(site: str) -> AnyResponse:
    return _change(site, _read_role)


@blueprint.post("/pages")
def set_pages(site: str) -> AnyResponse:
    """Note which pages a member wrote."""
    try:
        pages_written.set_pages(get_session(), access_actor(), site, _read_number(), request.form.get("pages", ""))
    except Invalid as error:
        return _show(site, error)
    keep_word("member_changed")
    return move_on(url_for("dashboard.members.load", site=site))


@blueprint.post("/remove")
def remove(site: str) -> AnyResponse:
    return _change(site, None)


def _change(site: str, read: Callable[[], Role] | None) -> AnyResponse:
    """Take the form of a member; who gives up the own ownership finds the way to what is left."""
    actor = access_actor()
    try:
        change = Change(_read_number(), read() if read else None)
        members.change_member(get_session(), get_instance(), actor, site, change)
    except (Invalid, Conflict) as error:
        return _show(site, error)
    is_own = change.user_id == actor.user_id and not actor.is_admin
    if is_own:
        return move_on(url_for("dashboard.sites.list_sites"))
    keep_word("member_changed" if read else "member_removed")
    return move_on(url_for("dashboard.members.load", site=site))


def _show(site: str, error: Invalid | Conflict | None = None) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SET_MEMBERS)
    speech = speak(desk)
    details = [each.detail for each in error.errors] if isinstance(error, Invalid) else [error.detail] if error else []
    team = members.list_members(get_session(), actor, site)
    return show(
        "members.html",
        desk,
        status_of(error) if error else 200,
        members=team,
        is_owner=any(each.id == actor.user_id and each.role is Role.OWNER for each in team),
        roles=list(Role),
        written=pages_written.list_pages_of_members(get_session(), actor, site),
        given_pages={_read_number(): request.form["pages"]} if error and "pages" in request.form else {},
        given={name: request.form.get(name, "") for name in ("email", "name", "label", "role")} if error else {},
        complaints=[speech.complain(detail) for detail in details],
        can_mail=get_instance().settings.can_mail,
        invitations=invitations.list_invitations(get_session(), get_instance(), actor, site),
        link=None if error else take_once(_LINK),
        bar=None if error else take_bar(),
    )


def _read_role() -> Role:
    """Raises Invalid."""
    try:
        return Role(request.form.get("role", ""))
    except ValueError as error:
        raise Invalid(FieldError("/role", "Choose what they may do.")) from error


def _read_number(name: str = "member") -> int:
    number = request.values.get(name, "")
    is_number = number.isascii() and number.isdigit() and len(number) < 20
    return min(int(number), MAX_ID) if is_number else 0
