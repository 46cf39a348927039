"""Is all well? What `discuss doctor` finds, for who administers the installation."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response

from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import show, speak
from discuss.domain.permissions import Action
from discuss.services.desks import load_desk
from discuss.services.doctor import State, examine, visit_house
from discuss.web.current import get_instance, get_session
from discuss.web.findings import say_item

blueprint = Blueprint("well", __name__, url_prefix="/<site:site>/well")

_WORST_FIRST = (State.BROKEN, State.WARNING, State.OK)


@blueprint.get("")
def load(site: str) -> Response:
    return _show(site, is_thorough=False)


@blueprint.post("")
def look(site: str) -> Response:
    """Look at everything: ask other servers, and read the whole database."""
    return _show(site, is_thorough=True)


def _show(site: str, *, is_thorough: bool) -> Response:
    desk = load_desk(get_session(), access_actor(), site, Action.RUN)
    language, instance = speak(desk).language, get_instance()
    house = replace(visit_house(instance.settings), clock=instance.clock)
    items = examine(house, thorough=is_thorough)
    house.close()
    items.sort(key=lambda item: _WORST_FIRST.index(item.finding.state))
    said = [say_item(item, language) for item in items]
    bad = sum(item.finding.state is not State.OK for item in items)
    return show("well.html", desk, said=said, bad=bad, is_thorough=is_thorough)
