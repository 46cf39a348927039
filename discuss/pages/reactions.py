"""Reporting a comment and voting on it. The address stands for the reader, who keeps no key without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.domain.settings import Votes
from discuss.domain.status import Status
from discuss.errors import FieldError, Invalid, NotFound, OriginRefused, UnknownComment
from discuss.pages.forms import Complaints, build_complaints, check_own_form
from discuss.pages.showing import build_thread_address, move_on, show, speak
from discuss.services import reactions, threads
from discuss.services.reactions import FlagReason, Report
from discuss.web.current import get_instance, get_session, get_visitor
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from discuss.services.views import PlaceView

blueprint = Blueprint("reactions", __name__)


@blueprint.get("/c/<id:comment>/report")
def ask_report(comment: int) -> Response:
    return _show_report(_access_visible(comment), Complaints())


@blueprint.post("/c/<id:comment>/report")
def add_flag(comment: int) -> Response:
    place = _access_visible(comment)
    try:
        check_own_form()
        reactions.add_flag(get_session(), get_instance(), comment, get_visitor(), _read_report())
    except (Invalid, OriginRefused) as error:
        return _show_report(place, build_complaints(error, speak(place.head.site)), status_of(error))
    return move_on(url_for("pages.reactions.load_thanks", comment=comment))


@blueprint.get("/c/<id:comment>/reported")
def load_thanks(comment: int) -> Response:
    place = _access_visible(comment)
    return show("thanks.html", place.head.site, place=place, thread=_thread_address(place))


@blueprint.get("/c/<id:comment>/vote")
def ask_vote(comment: int) -> Response:
    return _show_vote(_access_voting(comment))


@blueprint.post("/c/<id:comment>/vote")
def set_vote(comment: int) -> Response:
    _access_voting(comment)
    check_own_form()
    value = {"1": 1, "0": 0, "-1": -1}.get(request.form.get("value", ""))
    if value is None:
        raise Invalid(FieldError("/value", "A vote is 1, 0 or -1."))
    reactions.set_vote(get_session(), get_instance(), comment, get_visitor(), value)
    return move_on(url_for("pages.reactions.ask_vote", comment=comment, voted=1))


def _access_visible(comment: int) -> PlaceView:
    place = threads.load_place(get_session(), comment, get_instance().clock())
    if not Status(place.comment.status).is_visible:
        raise UnknownComment
    speak(place.head.site)
    return place


def _access_voting(comment: int) -> PlaceView:
    place = _access_visible(comment)
    if place.head.site.settings.votes is Votes.OFF:
        raise NotFound
    return place


def _read_report() -> Report:
    reason = request.form.get("reason", "")
    if reason not in set(FlagReason):
        raise Invalid(FieldError("/reason", speak().say("need_reason")))
    note, contact = request.form.get("note") or None, request.form.get("contact") or None
    return Report(reason=FlagReason(reason), note=note, contact=contact)


def _show_report(place: PlaceView, complaints: Complaints, status: int = 200) -> Response:
    return show(
        "report.html",
        place.head.site,
        status,
        place=place,
        thread=_thread_address(place),
        complaints=complaints,
        reasons=list(FlagReason),
        reason=request.form.get("reason"),
        note=request.form.get("note", ""),
        contact=request.form.get("contact", ""),
    )


def _show_vote(place: PlaceView) -> Response:
    return show(
        "vote.html", place.head.site, place=place, thread=_thread_address(place), is_voted="voted" in request.args
    )


def _thread_address(place: PlaceView) -> str:
    number = str(place.comment.id)
    return build_thread_address(place.head.site.name, place.head.thread.key, comment=number) + f"#comment-{number}"
