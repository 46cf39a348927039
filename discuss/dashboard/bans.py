"""Bans: whom a site keeps from writing, and speaking one, with what it would do shown before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_bar, keep_word, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.bans import REASON_LIMIT, BanKind, BanOrder
from discuss.domain.decisions import Deed
from discuss.domain.ids import parse_id
from discuss.domain.permissions import Action
from discuss.domain.times import DAY
from discuss.errors import FieldError, Invalid, NotFound
from discuss.services import ban_previews, bans
from discuss.services.bans import Theirs
from discuss.services.desks import load_desk
from discuss.services.moderation import MOST_ITEMS
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("bans", __name__, url_prefix="/<site:site>/bans")

LASTING = ("7", "30", "365", "ever")  # days
SWEEPS = ("0", "1", "7", "30")  # days of which everything goes with the ban
_FIELDS = ("comment", "kind", "value", "lasting", "reason", "sweep", "before")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The form as it was filled in."""

    given: dict[str, str]

    @property
    def comment(self) -> int | None:
        return parse_id(self.given["comment"], "/comment") if self.given["comment"] else None

    def order(self, now: int) -> BanOrder:
        """Raises Invalid."""
        given = self.given
        if given["kind"] not in set(BanKind) or given["lasting"] not in LASTING:
            raise Invalid(FieldError("/kind", "Choose whom to ban, and until when."))
        kind = BanKind(given["kind"])
        return BanOrder(
            kind=kind,
            comment=None if kind is BanKind.DOMAIN else self.comment,
            value=given["value"].strip() or None,
            until=None if given["lasting"] == "ever" else now + int(given["lasting"]) * DAY,
            reason=given["reason"] or None,
        )

    def theirs(self, now: int) -> Theirs:
        """Raises Invalid."""
        if self.given["sweep"] not in SWEEPS:
            raise Invalid(FieldError("/sweep", "Choose whom to ban, and until when."))
        return Theirs(self.order(now), int(self.given["sweep"]), self._read_before(now))

    def _read_before(self, now: int) -> int:
        """Give the moment at which the preview was made: what came later, nobody saw there."""
        before = self.given["before"]
        return min(int(before), now) if before.isascii() and before.isdigit() and len(before) <= 15 else now


@blueprint.get("/")
def load(site: str) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.DECIDE)
    speak(desk)
    return show("bans/bans.html", desk, bans=bans.list_bans(get_session(), get_instance(), actor, site), bar=take_bar())


@blueprint.get("/new")
def ask(site: str) -> Response:
    """Show the form; with a comment it is about the author."""
    return _show_form(site, _Asked({name: request.args.get(name, "") for name in _FIELDS}), [], 200)


@blueprint.post("/preview")
def preview(site: str) -> Response:
    """Show whom the ban would hit and what else it would do, or the form again. Nothing is changed."""
    actor, now = access_actor(), get_instance().clock()
    asked = _read_asked(before=str(now))
    desk = load_desk(get_session(), actor, site, Action.DECIDE)
    speech = speak(desk)
    if "again" in request.form:
        return _show_form(site, asked, [], 200)
    try:
        wanted = asked.theirs(now)
        foreseen = ban_previews.preview_ban(get_session(), get_instance(), actor, site, wanted)
    except Invalid as error:
        return _show_form(site, asked, [speech.complain(each.detail) for each in error.errors], 422)
    return show("bans/preview.html", desk, given=asked.given, wanted=wanted, foreseen=foreseen, most=MOST_ITEMS)


@blueprint.post("/add")
def add(site: str) -> AnyResponse:
    actor, asked = access_actor(), _read_asked()
    speech, now = speak(load_desk(get_session(), actor, site, Action.DECIDE)), get_instance().clock()
    try:
        batch = bans.add_ban(get_session(), get_instance(), actor, site, asked.theirs(now)).batch
    except Invalid as error:
        return _show_form(site, asked, [speech.complain(each.detail) for each in error.errors], 422)
    if batch.results:
        keep_bar(batch, Deed.SPAM)
    keep_word("ban_spoken")
    return move_on(url_for("dashboard.bans.load", site=site))


@blueprint.post("/remove")
def remove(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.DECIDE))
    bans.remove_ban(get_session(), get_instance(), actor, site, parse_id(request.form.get("ban", ""), "/ban"))
    keep_word("ban_over")
    return move_on(url_for("dashboard.bans.load", site=site))


def _read_asked(**given: str) -> _Asked:
    return _Asked({name: request.form.get(name, "") for name in _FIELDS} | given)


def _show_form(site: str, asked: _Asked, complaints: Sequence[str], status: int) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.DECIDE)
    speak(desk)
    author = None
    if asked.given["comment"] and asked.comment is not None:
        author = ban_previews.load_author(get_session(), get_instance(), actor, site, asked.comment)
        if author is None:
            raise NotFound("Nothing is known by which whoever wrote this could be banned.")
    kinds = author.kinds if author else (BanKind.DOMAIN, BanKind.EMAIL)
    return show(
        "bans/new.html",
        desk,
        status,
        author=author,
        kinds=kinds,
        lasting=LASTING,
        sweeps=SWEEPS,
        reason_limit=REASON_LIMIT,
        given={"kind": kinds[0], "lasting": "30", "sweep": "0"} | {k: v for k, v in asked.given.items() if v},
        complaints=complaints,
    )
