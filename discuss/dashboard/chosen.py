"""Which comments a form means: each as it was seen, and of a wave all that were in it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.ids import parse_id
from discuss.errors import FieldError, Invalid
from discuss.services.moderation import MOST_ITEMS, Item
from discuss.services.queue import list_alike
from discuss.web.current import get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discuss.domain.permissions import Actor

_PARTS = 3  # id, version, and of a wave the id of the last one that was seen


def read_items(actor: Actor, site: str, texts: Sequence[str]) -> list[Item]:
    """Give the items of `ID-VERSION` and `ID-VERSION-LAST`. Raises Invalid."""
    items: list[Item] = []
    waves: list[tuple[int, int]] = []
    for text in texts:
        number, _, rest = text.partition("-")
        version, _, last = rest.partition("-")
        items.append(read_item(f"{number}-{version}"))
        if text.count("-") == _PARTS - 1:
            waves.append((items[-1].id, parse_id(last, "/items")))
    known = {item.id for item in items}
    more = list_alike(get_session(), actor, site, waves) if waves else []
    return items + [item for item in more if item.id not in known][: max(0, MOST_ITEMS - len(items))]


def read_item(text: str) -> Item:
    """Give the item of `ID-VERSION`. Raises Invalid."""
    number, _, version = text.partition("-")
    if not (version.isascii() and version.isdigit() and len(version) <= 9):
        raise Invalid(FieldError("/items", "This form was not made by this page."))
    return Item(parse_id(number, "/items"), int(version))
