"""The log: who decided what, or which rule; looked through, taken along, and the way back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, stream_with_context

from discuss.dashboard.bars import take_bar
from discuss.dashboard.days import read_days
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import show, speak
from discuss.domain.ids import MAX_ID
from discuss.domain.permissions import Action
from discuss.errors import FieldError, Invalid
from discuss.services.desks import load_desk
from discuss.services.log import LogFilter, SheetFormat, export_log, list_members, load_log
from discuss.web.current import get_session

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

blueprint = Blueprint("log", __name__, url_prefix="/<site:site>")

FIELDS = ("who", "what", "why", "thread", "from", "to", "batch")
_PERSON = "person-"
_MEDIA = {SheetFormat.CSV: "text/csv", SheetFormat.JSONL: "application/jsonl"}


@blueprint.get("/log")
def load(site: str) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    speech, asked = speak(desk), _read_asked()
    view = load_log(get_session(), actor, site, _build_filter(asked, speech.zone), request.args.get("cursor"))
    people = [(f"{_PERSON}{row.id}", row.name) for row in list_members(get_session(), actor, site)]
    return show("log.html", desk, view=view, asked=asked, people=people, bar=take_bar())


@blueprint.get("/log/<any(csv, jsonl):kind>")
def export(site: str, kind: str) -> Response:
    """Send what the page's filter shows, and everything of it."""
    actor = access_actor()
    zone = speak(load_desk(get_session(), actor, site, Action.SEE_HELD)).zone
    form = SheetFormat(kind)
    lines = export_log(get_session(), actor, site, _build_filter(_read_asked(), zone), form)
    response = Response(stream_with_context(lines), mimetype=_MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{site}-decisions.{kind}"'
    return response


def _read_asked() -> dict[str, str]:
    """Give what is asked for, as it is said again in links and in the form."""
    given = {name: request.args.get(name, "").strip() for name in FIELDS}
    return {name: text for name, text in given.items() if text}


def _build_filter(asked: dict[str, str], zone: ZoneInfo) -> LogFilter:
    """Raises Invalid."""
    who = asked.get("who")
    is_person = who is not None and who.startswith(_PERSON)
    since, until = read_days(asked, zone)
    return LogFilter(
        actor=None if is_person else who,
        user_id=_read_person(who) if is_person and who else None,
        action=asked.get("what"),
        cause=asked.get("why"),
        thread=asked.get("thread"),
        since=since,
        until=until,
        batch=asked.get("batch"),
    )


def _read_person(who: str) -> int:
    number = who.removeprefix(_PERSON)
    if not (number.isascii() and number.isdigit() and len(number) <= 19):
        raise Invalid(FieldError("?who", "There is nobody of this name."))
    return min(int(number), MAX_ID)
