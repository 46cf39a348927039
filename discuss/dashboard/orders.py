"""Forms about comments: what is to be decided, about which, and what is offered for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from discuss.dashboard.chosen import read_items
from discuss.dashboard.filters import read_request
from discuss.domain.decisions import REASONS, TELLING, Deed, Standing, offer, offer_more
from discuss.domain.status import Status
from discuss.errors import FieldError, Invalid
from discuss.services.everything import Sweep
from discuss.services.moderation import Decision

if TYPE_CHECKING:
    from discuss.domain.permissions import Actor
    from discuss.services.moderation import Item
    from discuss.store.tables import Comment

# A text needs a page of its own.
_DEEDS = frozenset(Deed) - {Deed.EDIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A decision as a form has it. `sweep`: about everything that the filter shows, instead of `decision.items`.

    `is_sure`: its effects were seen before; `expected`: how many comments there were then.
    """

    decision: Decision
    sweep: Sweep | None
    is_sure: bool
    expected: int


def read_order(actor: Actor, site: str, now: int) -> Order:
    """Raises Invalid."""
    form = request.form
    is_everything = "everything" in form
    before = min(_read_number(form.get("before", "")) or now, now)
    return Order(
        decision=_read_decision([] if is_everything else _read_items(actor, site)),
        sweep=Sweep(request=read_request(site, form), before=before) if is_everything else None,
        is_sure="sure" in form,
        expected=_read_number(form.get("expected", "")),
    )


def _read_items(actor: Actor, site: str) -> list[Item]:
    items = read_items(actor, site, request.form.getlist("items"))
    if not items:
        raise Invalid(FieldError("/items", "Choose at least one comment."))
    return items


def _read_decision(items: list[Item]) -> Decision:
    form = request.form
    deed, reason = form.get("deed", ""), form.get("reason") or None
    if deed not in _DEEDS or reason not in {None, *REASONS}:
        raise Invalid(FieldError("/deed", "This is none of the decisions there are."))
    # One form has a button for each decision, and a message for those of which the author is told.
    message = form.get("message", "").strip() if deed in TELLING else ""
    return Decision(
        items=items,
        deed=Deed(deed),
        reason=reason,
        note=form.get("note", "").strip() or None,
        message=message or None,
        with_replies="with_replies" in form,
    )


def _read_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def build_offer(comment: Comment) -> tuple[tuple[Deed, ...], tuple[Deed, ...]]:
    """Give what is offered for a comment: one tap each, and further away."""
    standing = Standing(
        status=Status(comment.status),
        asks=comment.flags > 0 or comment.question is not None,
        has_edit=comment.draft_body is not None,
        is_root=comment.parent_id is None,
        is_pinned=bool(comment.pinned),
    )
    return offer(standing), offer_more(standing)
