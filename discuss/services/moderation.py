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
from discuss.services.deeds import (
    Batch,
    Result,
    Work,
    build_entry,
    change_own,
    finish,
    set_status,
    snapshot,
    tell_author,
)
from discuss.services.history import is_gone, load_history
from discuss.store.queries import moderation as queries, sites as site_queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.rendering import Rendered
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment

    Texts = dict[int, tuple[str, Rendered]]
    """By the comment: a text and what became of it."""

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
    texts = render_texts(session, decision)
    batch = secrets.token_hex(8)
    with writing(session):
        results = decide_within(session, (instance, actor, batch), decision, texts)
    return Batch(batch, results)


@dataclass(frozen=True, slots=True)
class _Found:
    """The comments that may be decided, and the ids of those below each where replies go along."""

    comments: dict[int, Comment]
    below: dict[int, list[int]]


def decide_within(session: Session, by: tuple[Instance, Actor, str], decision: Decision, texts: Texts) -> list[Result]:
    """Carry out a decision under a batch's name. Call it within a writing transaction."""
    instance, actor, batch = by
    places = queries.find_places(session, [item.id for item in decision.items])
    allowed = {row.id: row.thread_id for row in places if may(actor, Action.DECIDE, row.site_id)}
    threads = queries.lock_threads(session, set(allowed.values()))
    below = queries.list_below(session, allowed) if decision.with_replies else {}
    comments = queries.load_comments(session, {*allowed, *(each for branch in below.values() for each in branch)})
    history = load_history(session, comments.values())
    work = Work(session, instance, actor, batch, instance.clock(), threads, history)
    results = [_decide_item(work, _Found(comments, below), item, decision, texts) for item in decision.items]
    finish(work)
    return results


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


def render_texts(session: Session, decision: Decision) -> Texts:
    """Render the text of an edit, and the waiting ones that an approval publishes, before any transaction begins."""
    ids = [item.id for item in decision.items]
    if decision.body is not None:
        drafts = dict.fromkeys(ids, check_body(decision.body))
    elif decision.deed is Deed.APPROVE:
        with reading(session):
            drafts = queries.load_drafts(session, ids)
    else:
        return {}
    with reading(session):
        settings = site_queries.load_settings_of(session, drafts)
    images = {comment: load_settings(values).images for comment, values in settings.items()}
    return {
        comment: (body, rendering.render_markdown(body, images=images.get(comment, False)))
        for comment, body in drafts.items()
    }


def _decide_item(work: Work, found: _Found, item: Item, decision: Decision, texts: Texts) -> Result:
    comment = found.comments.get(item.id)
    if comment is None:
        return Result(id=item.id, status=None, version=None, error="unknown")
    if is_gone(comment, work.history.gone):
        return Result(id=item.id, status=comment.status, version=comment.version, error="unknown")
    if item.id in work.touched:  # along with what it answers
        return Result(id=item.id, status=comment.status, version=comment.version)
    if comment.version != item.version:
        return Result(id=item.id, status=comment.status, version=comment.version, error="stale")
    for key in found.below.get(item.id, ()):
        if key not in work.touched and not is_gone(found.comments[key], work.history.gone):
            _carry_out(work, found.comments[key], decision, None)
    _carry_out(work, comment, decision, texts.get(item.id))
    return Result(id=comment.id, status=comment.status, version=comment.version)


def _carry_out(work: Work, comment: Comment, decision: Decision, edit: tuple[str, Rendered] | None) -> None:
    before = Status(comment.status)
    former = work.history.former.get(comment.id)
    after = result_of(decision.deed, before, Status(former) if former else None)
    replaces_text = edit is not None or comment.draft_body is not None
    data = snapshot(work, comment, keeps_text=replaces_text)
    change_own(work, comment, decision.deed, edit)
    tell_author(comment, decision.deed, after, (decision.reason, decision.message))
    set_status(work, comment, after)
    entry = build_entry(work, comment, before, data)
    entry.action, entry.reason, entry.note = decision.deed, decision.reason, decision.note
    work.entries.append(entry)
