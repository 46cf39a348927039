"""What the queue can be asked to show: read from an address or a form, and carried on by the forms on its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from discuss.dashboard.narrowing import keep_narrowing, read_narrowing
from discuss.domain.decisions import MAIN, Deed
from discuss.domain.status import Status
from discuss.services.queue import QueueRequest
from discuss.web.current import get_instance

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = 25

# The first is what one comes for: what waits, whatever its status.
STATES: Mapping[str, Status | None] = {
    "waiting": None,
    "published": Status.APPROVED,
    "rejected": Status.REJECTED,
    "spam": Status.SPAM,
    "deleted": Status.DELETED,
}


def read_state(given: Mapping[str, str]) -> str:
    state = given.get("state", "")
    return state if state in STATES else "waiting"


def read_request(site: str, given: Mapping[str, str]) -> QueueRequest:
    """Read what is to be shown; `given` is a query or a form. Raises Invalid."""
    return QueueRequest(
        site=site,
        status=STATES[read_state(given)],
        narrowing=read_narrowing(given),
        cursor=given.get("cursor"),
        limit=PAGE,
        now=get_instance().clock(),
    )


def keep_filters(given: Mapping[str, str]) -> dict[str, str]:
    """Give what leads back to the same comments, for an address or the hidden fields of a form."""
    state = read_state(given)
    return ({} if state == "waiting" else {"state": state}) | keep_narrowing(given)


def build_way(site: str, given: Mapping[str, str], anchor: str | None = None) -> str:
    """Give the page that a form stood on, from its start: what was decided may be gone from it."""
    filters: dict[str, str] = keep_filters(given)
    return url_for("dashboard.queue.load", site=site, _anchor=anchor, **filters)  # type: ignore[arg-type]


def list_deeds(state: str) -> tuple[Deed, ...]:
    """Give what can be decided about many of these at once."""
    return MAIN[STATES[state] or Status.PENDING]
