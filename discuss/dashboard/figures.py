"""Figures: how much waits, what was decided a day, how long that took, and what the rules were good for."""

from __future__ import annotations

from flask import Blueprint, Response

from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import show, speak
from discuss.domain.permissions import Action
from discuss.services.desks import load_desk
from discuss.services.figures import MOST_WAITS, load_figures
from discuss.web.current import get_instance, get_session

blueprint = Blueprint("figures", __name__, url_prefix="/<site:site>")

_UNITS = (("days", 24 * 60 * 60 * 1000), ("hours", 60 * 60 * 1000), ("minutes", 60 * 1000))


@blueprint.get("/figures")
def load(site: str) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    speak(desk)
    view = load_figures(get_session(), actor, site, get_instance().clock())
    return show("figures.html", desk, view=view, span=_span, most_waits=MOST_WAITS)


def _span(millis: int) -> str:
    """Say a length of time in the largest unit of which there are at least two."""
    unit, size = next((each for each in _UNITS if millis >= 2 * each[1]), _UNITS[-1])
    return speak().count(f"span_{unit}", max(1, round(millis / size)))
