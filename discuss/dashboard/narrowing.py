"""What the queue is narrowed down to: read from an address or a form, and said again by links and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.dashboard.days import read_days
from discuss.dashboard.showing import speak
from discuss.domain.ids import parse_id
from discuss.services.narrowing import Narrowing

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("q", "page", "by", "why", "asked", "from", "to", "like", "person")


def keep_narrowing(given: Mapping[str, str]) -> dict[str, str]:
    """Give what leads back to the same narrowing."""
    said = {name: given.get(name, "").strip() for name in FIELDS}
    return {name: text for name, text in said.items() if text}


def read_narrowing(given: Mapping[str, str]) -> Narrowing:
    """Read it, days as the site has them. Raises Invalid."""
    asked = keep_narrowing(given)
    since, until = read_days(asked, speak().zone)
    return Narrowing(
        q=asked.get("q"),
        thread=asked.get("page"),
        author=asked.get("by"),
        reason=asked.get("why"),
        asked="asked" in asked,
        like=parse_id(asked["like"], "?like") if "like" in asked else None,
        person=parse_id(asked["person"], "?person") if "person" in asked else None,
        since=since,
        until=until,
    )
