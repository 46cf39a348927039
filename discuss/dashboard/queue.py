"""The queue: what waits, in its context, and the decisions about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_bar, take_bar
from discuss.dashboard.chosen import read_items
from discuss.dashboard.narrowing import keep_narrowing, read_narrowing
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.decisions import REASONS, Deed
from discuss.domain.ids import parse_id
from discuss.domain.permissions import Action
from discuss.domain.status import Status
from discuss.errors import FieldError, Invalid
from discuss.services import moderation, undoing
from discuss.services.desks import load_desk
from discuss.services.moderation import Decision
from discuss.services.narrowing import RULE_REASONS
from discuss.services.queue import QueueRequest, load_queue
from discuss.services.reactions import FlagReason
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from discuss.domain.permissions import Actor

blueprint = Blueprint("queue", __name__, url_prefix="/<site:site>")

# What a page of the queue can show, and what can be decided there; the first is what one comes for.
STATES: Mapping[str, tuple[Status | None, tuple[Deed, ...]]] = {
    "waiting": (None, (Deed.APPROVE, Deed.REJECT, Deed.SPAM, Deed.DELETE)),
    "published": (Status.APPROVED, (Deed.REJECT, Deed.SPAM, Deed.DELETE)),
    "rejected": (Status.REJECTED, (Deed.APPROVE, Deed.SPAM, Deed.DELETE, Deed.RESTORE)),
    "spam": (Status.SPAM, (Deed.APPROVE, Deed.REJECT, Deed.DELETE, Deed.RESTORE)),
    "deleted": (Status.DELETED, (Deed.RESTORE,)),
}

_PAGE = 25


@blueprint.get("/")
def load(site: str) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    speak(desk)
    state = _read_state(request.args.get("state"))
    status, deeds = STATES[state]
    wanted = QueueRequest(
        site=site,
        status=status,
        narrowing=read_narrowing(request.args),
        cursor=request.args.get("cursor"),
        limit=_PAGE,
        now=get_instance().clock(),
    )
    view = load_queue(get_session(), actor, wanted)
    return show(
        "queue.html",
        desk,
        view=view,
        state=state,
        states=STATES,
        asked=keep_narrowing(request.args),
        rule_reasons=RULE_REASONS,
        report_reasons=list(FlagReason),
        deeds=deeds,
        reasons=REASONS,
        bar=take_bar(),
    )


@blueprint.post("/decide")
def decide(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.DECIDE))
    decision = _read_decision(actor, site)
    batch = moderation.decide(get_session(), get_instance(), actor, decision)
    keep_bar(batch, decision.deed)
    return move_on(_way_back(site))


@blueprint.post("/undo")
def undo(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.DECIDE))
    batch = undoing.undo(get_session(), get_instance(), actor, request.form.get("batch", "")[:40])
    keep_bar(batch, "undo")
    places = {name: f"dashboard.{name}.load" for name in ("log", "threads", "bans", "state")}
    place = places.get(request.form.get("back", ""))
    return move_on(url_for(place, site=site) if place else _way_back(site))


def _read_state(text: str | None) -> str:
    return text if text is not None and text in STATES else "waiting"


def _way_back(site: str) -> str:
    """Give the page that the form stood on; of what waits the first, for what was decided is gone from it."""
    if request.form.get("back") == "talk":
        comment = parse_id(request.form.get("comment", ""), "/comment")
        return url_for("dashboard.talk.load", site=site, comment=comment, _anchor=f"comment-{comment}")
    state = _read_state(request.form.get("state"))
    asked: dict[str, str] = keep_narrowing(request.form)
    return url_for("dashboard.queue.load", site=site, state=None if state == "waiting" else state, **asked)  # type: ignore[arg-type]


def _read_decision(actor: Actor, site: str) -> Decision:
    """Raises Invalid."""
    items = read_items(actor, site, request.form.getlist("items"))
    deeds = {deed.value for _, allowed in STATES.values() for deed in allowed}
    deed, reason = request.form.get("deed", ""), request.form.get("reason") or None
    if not items:
        raise Invalid(FieldError("/items", "Choose at least one comment."))
    if deed not in deeds or reason not in {None, *REASONS}:
        raise Invalid(FieldError("/deed", "This is none of the decisions there are."))
    return Decision(
        items=items,
        deed=Deed(deed),
        reason=reason,
        note=request.form.get("note", "").strip() or None,
        with_replies="with_replies" in request.form,
    )
