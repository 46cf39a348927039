"""Deciding about everything that a filter of the queue shows: foreseen first, then one batch, a thousand at a time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from discuss.domain.decisions import Deed
from discuss.domain.permissions import Action
from discuss.errors import FieldError, Invalid
from discuss.services.access import access_site
from discuss.services.deeds import Batch
from discuss.services.effects import foresee
from discuss.services.moderation import MOST_ITEMS, Decision, Item, check_decision, decide_within, render_texts
from discuss.services.narrowing import build_filter
from discuss.store.queries import queue as queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.deeds import Result
    from discuss.services.effects import Effects
    from discuss.services.instance import Instance
    from discuss.services.queue import QueueRequest

MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What is to be decided about: what a request for the queue shows and nobody touched since `before`."""

    request: QueueRequest
    before: int


def preview_everything(session: Session, instance: Instance, actor: Actor, sweep: Sweep, decision: Decision) -> Effects:
    """Foresee what deciding about everything would do. Raises UnknownSite, NotAllowed, Invalid."""
    _check(decision)
    items: list[Item] = []
    with reading(session):
        while len(items) < MOST_AT_ONCE:
            found = _list(session, actor, sweep, items[-1].id if items else 0)
            items += found
            if len(found) < MOST_ITEMS:
                break
        return foresee(session, instance, actor, replace(decision, items=items))


def decide_everything(session: Session, instance: Instance, actor: Actor, sweep: Sweep, decision: Decision) -> Batch:
    """Decide about everything that was there at the preview and is as it was then, up to MOST_AT_ONCE comments.

    Each thousand is a transaction, and all of them are one batch: an interruption leaves nothing that undoing it would
    not take back. Raises UnknownSite, NotAllowed, Invalid.
    """
    decision = _check(decision)
    results: list[Result] = []
    batch, last = secrets.token_hex(8), 0
    while len(results) < MOST_AT_ONCE:
        with reading(session):
            items = _list(session, actor, sweep, last)
        if not items:
            break
        last = items[-1].id
        part = replace(decision, items=items)
        texts = render_texts(session, part)
        with writing(session):
            results += decide_within(session, (instance, actor, batch), part, texts)
    return Batch(batch, results)


def _check(decision: Decision) -> Decision:
    if decision.deed is Deed.EDIT:
        raise Invalid(FieldError("/action", "One comment can be edited at a time."))
    checked = check_decision(replace(decision, items=[Item(0, 0)]))
    return replace(checked, items=[])


def _list(session: Session, actor: Actor, sweep: Sweep, last: int) -> list[Item]:
    site = access_site(session, actor, sweep.request.site, Action.DECIDE)
    request = sweep.request
    wanted = replace(build_filter(site, request.narrowing, request.status), after=(0, last))
    return [Item(*found) for found in queries.list_matching(session, wanted, sweep.before, MOST_ITEMS)]
