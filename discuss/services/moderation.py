"""Decisions about comments: one transaction, one row of the log each, to be undone as a batch."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from discuss import rendering
from discuss.domain.decisions import TELLING, Deed, result_of
from discuss.domain.permissions import Action, Actor, may
from discuss.domain.settings import load_settings
from discuss.domain.status import Status
from discuss.domain.texts import check_body, check_text
from discuss.errors import FieldError, Invalid
from discuss.services.deeds import Batch, Result, Work, build_entry, change_own, set_status, snapshot, tell_author
from discuss.services.notifying import enqueue_replies
from discuss.store.queries import moderation as queries, sites as site_queries
from discuss.store.queries.retention import ERASED
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.rendering import Rendered
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment

MOST_ITEMS = 1000
_NOTE_LIMIT = 1000
MESSAGE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Item:
    """A comment and the version of it that was seen."""

    id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`reason` and `note` go into the log; `message` is for the author; `body` only with an edit."""

    items: Sequence[Item]
    deed: Deed
    body: str | None = None
    reason: str | None = None
    note: str | None = None
    message: str | None = None
    with_replies: bool = False


def decide(session: Session, instance: Instance, actor: Actor, decision: Decision) -> Batch:
    """Carry out a decision on every item that is still as it was seen; the others are named as `stale`.

    An item on a site where the actor may not decide is `unknown`, like one that does not exist. Raises Invalid.
    """
    decision = check_decision(decision)
    edits = _render_edit(session, decision)
    batch = secrets.token_hex(8)
    with writing(session):
        results = decide_within(session, (instance, actor, batch), decision, edits)
    return Batch(batch, results)


def decide_within(
    session: Session,
    by: tuple[Instance, Actor, str],
    decision: Decision,
    edits: tuple[str, Rendered] | None = None,
) -> list[Result]:
    """Carry out a decision under a batch's name. Call it within a writing transaction."""
    instance, actor, batch = by
    found = queries.load_comments(session, [item.id for item in decision.items])
    allowed = {key: each for key, each in found.items() if may(actor, Action.DECIDE, each.site_id)}
    threads = queries.lock_threads(session, {each.thread_id for each in allowed.values()})
    allowed = queries.load_comments(session, list(allowed))
    work = Work(session, instance, actor, batch, instance.clock(), threads)
    return [_decide_item(work, allowed.get(item.id), item, decision, edits) for item in decision.items]


def check_decision(decision: Decision) -> Decision:
    """Give the decision as it is kept. Raises Invalid."""
    errors = []
    if not 1 <= len(decision.items) <= MOST_ITEMS:
        errors.append(FieldError("/items", f"Name 1 to {MOST_ITEMS} comments."))
    if len({item.id for item in decision.items}) != len(decision.items):
        errors.append(FieldError("/items", "A comment stands here twice."))
    if (decision.body is not None) != (decision.deed is Deed.EDIT):
        errors.append(FieldError("/body", "A text belongs to an edit, and an edit needs one."))
    if decision.deed is Deed.EDIT and len(decision.items) != 1:
        errors.append(FieldError("/items", "One comment can be edited at a time."))
    if decision.message and decision.deed not in TELLING:
        errors.append(FieldError("/message", "A message to the author belongs to what is not published."))
    if errors:
        raise Invalid(*errors)
    note = check_text(decision.note or "", pointer="/note", limit=_NOTE_LIMIT)
    message = check_text(decision.message or "", pointer="/message", limit=MESSAGE_LIMIT)
    return replace(decision, note=note or None, message=message or None)


def _render_edit(session: Session, decision: Decision) -> tuple[str, Rendered] | None:
    """Render the text of an edit before any transaction begins."""
    if decision.body is None:
        return None
    body = check_body(decision.body)
    with reading(session):
        site = site_queries.find_site_of_comment(session, decision.items[0].id)
        images = load_settings(site.settings).images if site else False
    return body, rendering.render_markdown(body, images=images)


def _decide_item(
    work: Work, comment: Comment | None, item: Item, decision: Decision, edit: tuple[str, Rendered] | None
) -> Result:
    if comment is None:
        return Result(id=item.id, status=None, version=None, error="unknown")
    if _is_gone(work, comment):
        return Result(id=item.id, status=comment.status, version=comment.version, error="unknown")
    if comment.version != item.version:
        return Result(id=item.id, status=comment.status, version=comment.version, error="stale")
    if decision.with_replies:
        below = queries.load_comments(work.session, queries.list_below(work.session, comment))
        for key in sorted(below):
            if not _is_gone(work, below[key]):
                _carry_out(work, below[key], decision, None)
    _carry_out(work, comment, decision, edit)
    return Result(id=comment.id, status=comment.status, version=comment.version)


def _is_gone(work: Work, comment: Comment) -> bool:
    """Nobody republishes what its author deleted, or what was erased since."""
    if comment.status != Status.DELETED:
        return False
    return comment.rendered_by == ERASED or queries.was_deleted_by_author(work.session, comment.id)


def _carry_out(work: Work, comment: Comment, decision: Decision, edit: tuple[str, Rendered] | None) -> None:
    before = Status(comment.status)
    former = queries.find_former_status(work.session, comment.id) if decision.deed is Deed.RESTORE else None
    after = result_of(decision.deed, before, Status(former) if former else None)
    replaces_text = edit is not None or comment.draft_body is not None
    data = snapshot(work, comment, keeps_text=replaces_text)
    change_own(work, comment, decision.deed, edit)
    tell_author(comment, decision.deed, after, (decision.reason, decision.message))
    set_status(work, comment, after)
    if after is Status.APPROVED:
        enqueue_replies(work.session, comment, work.now)
    entry = build_entry(work, comment, before, data)
    entry.action, entry.reason, entry.note = decision.deed, decision.reason, decision.note
    work.session.add(entry)
