"""Decisions about comments: one transaction, one row of the log each, undone as a batch."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discuss import rendering
from discuss.domain.decisions import Deed, result_of
from discuss.domain.fingerprints import build_fingerprint
from discuss.domain.ids import build_id
from discuss.domain.permissions import Action, Actor, may
from discuss.domain.settings import load_settings
from discuss.domain.status import Status
from discuss.domain.texts import check_body, check_text
from discuss.errors import FieldError, Invalid, NotFound
from discuss.services.closings import dump_closing, set_closing
from discuss.services.notifying import enqueue_replies
from discuss.store.queries import comments as comment_queries, moderation as queries, sites as site_queries
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry
from discuss.store.team_tables import Revision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.rendering import Rendered
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Thread

MOST_ITEMS = 1000
_NOTE_LIMIT = 1000
_CLOSINGS = frozenset({"close", "open"})
_TEXTS = ("body", "body_format", "body_html", "excerpt", "rendered_by", "edited", "draft_body", "draft_html")
_MARKS = ("pinned", "vouched", "urgent", "question")


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
    with_replies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a comment (its id) or a thread (its key); `error` is `stale` or `unknown`: nothing did."""

    id: int | str
    status: str | None
    version: int | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The name under which it can be undone, and what became of each item."""

    batch: str
    results: list[Result]


@dataclass(frozen=True, slots=True)
class _Work:
    """What one transaction of decisions shares."""

    session: Session
    instance: Instance
    actor: Actor
    batch: str
    now: int
    threads: dict[int, Thread]


def decide(session: Session, instance: Instance, actor: Actor, decision: Decision) -> Batch:
    """Carry out a decision on every item that is still as it was seen; the others are named as `stale`.

    An item on a site where the actor may not decide is `unknown`, like one that does not exist. Raises Invalid.
    """
    _check(decision)
    edits = _render_edit(session, decision)
    with writing(session):
        wanted = {item.id: item for item in decision.items}
        found = queries.load_comments(session, list(wanted))
        allowed = {key: each for key, each in found.items() if may(actor, Action.DECIDE, each.site_id)}
        threads = queries.lock_threads(session, {each.thread_id for each in allowed.values()})
        allowed = queries.load_comments(session, list(allowed))
        work = _Work(session, instance, actor, secrets.token_hex(8), instance.clock(), threads)
        results = [_decide_item(work, allowed.get(item.id), item, decision, edits) for item in decision.items]
    return Batch(work.batch, results)


def undo(session: Session, instance: Instance, actor: Actor, batch: str) -> Batch:
    """Take a batch back, exactly; what changed since stays and is named as `stale`. Undoing is a batch as well.

    Raises NotFound for a batch that is not there, or of which the actor may undo nothing.
    """
    with writing(session):
        entries = [entry for entry in queries.load_batch(session, batch) if _may_undo(actor, entry)]
        if not entries:
            raise NotFound("There is no such decision to undo.")
        threads = queries.lock_threads(session, {entry.thread_id for entry in entries if entry.thread_id is not None})
        comments = queries.load_comments(session, [entry.comment_id for entry in entries if entry.comment_id])
        work = _Work(session, instance, actor, secrets.token_hex(8), instance.clock(), threads)
        results = [
            _undo_closing(work, entry)
            if entry.action in _CLOSINGS
            else _undo_entry(work, comments.get(entry.comment_id or 0), entry)
            for entry in entries
        ]
    return Batch(work.batch, results)


def _may_undo(actor: Actor, entry: LogEntry) -> bool:
    return may(actor, Action.CLOSE if entry.action in _CLOSINGS else Action.DECIDE, entry.site_id)


def _undo_closing(work: _Work, entry: LogEntry) -> Result:
    """Give a thread back how it was closed or open, unless somebody decided about that since."""
    data, thread = entry.data or {}, work.threads.get(entry.thread_id or 0)
    if thread is None:
        return Result(id="", status=None, version=None, error="unknown")
    former = dump_closing(thread)
    if former != data["set"]:
        return Result(id=thread.key, status=entry.after, version=thread.version, error="stale")
    set_closing(thread, data["closing"])
    undone = LogEntry(
        site_id=entry.site_id,
        thread_id=thread.id,
        at=work.now,
        actor="member",
        user_id=work.actor.user_id,
        action="open" if entry.action == "close" else "close",
        before=entry.after,
        after=entry.before,
        batch=work.batch,
        data={"closing": former, "set": dump_closing(thread)},
    )
    work.session.add(undone)
    return Result(id=thread.key, status=entry.before, version=thread.version)


def _check(decision: Decision) -> None:
    errors = []
    if not 1 <= len(decision.items) <= MOST_ITEMS:
        errors.append(FieldError("/items", f"Name 1 to {MOST_ITEMS} comments."))
    if len({item.id for item in decision.items}) != len(decision.items):
        errors.append(FieldError("/items", "A comment stands here twice."))
    if (decision.body is not None) != (decision.deed is Deed.EDIT):
        errors.append(FieldError("/body", "A text belongs to an edit, and an edit needs one."))
    if decision.deed is Deed.EDIT and len(decision.items) != 1:
        errors.append(FieldError("/items", "One comment can be edited at a time."))
    if errors:
        raise Invalid(*errors)
    if decision.note:
        check_text(decision.note, pointer="/note", limit=_NOTE_LIMIT)


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
    work: _Work, comment: Comment | None, item: Item, decision: Decision, edit: tuple[str, Rendered] | None
) -> Result:
    if comment is None:
        return Result(id=item.id, status=None, version=None, error="unknown")
    if comment.version != item.version:
        return Result(id=item.id, status=comment.status, version=comment.version, error="stale")
    if decision.with_replies:
        below = queries.load_comments(work.session, queries.list_below(work.session, comment))
        for key in sorted(below):
            _carry_out(work, below[key], decision, None)
    _carry_out(work, comment, decision, edit)
    return Result(id=comment.id, status=comment.status, version=comment.version)


def _carry_out(work: _Work, comment: Comment, decision: Decision, edit: tuple[str, Rendered] | None) -> None:
    before = Status(comment.status)
    former = queries.find_former_status(work.session, comment.id) if decision.deed is Deed.RESTORE else None
    after = result_of(decision.deed, before, Status(former) if former else None)
    replaces_text = edit is not None or comment.draft_body is not None
    data = _snapshot(work, comment, keeps_text=replaces_text)
    _change_own(work, comment, decision.deed, edit)
    _set_status(work, comment, after)
    if after is Status.APPROVED:
        enqueue_replies(work.session, comment, work.now)
    entry = _build_entry(work, comment, before, data)
    entry.action, entry.reason, entry.note = decision.deed, decision.reason, decision.note
    work.session.add(entry)


def _build_entry(work: _Work, comment: Comment, before: Status, data: dict[str, Any]) -> LogEntry:
    return LogEntry(
        site_id=comment.site_id,
        thread_id=comment.thread_id,
        comment_id=comment.id,
        at=work.now,
        actor="member",
        user_id=work.actor.user_id,
        action="undo",
        before=before,
        after=comment.status,
        batch=work.batch,
        data=data | {"version": comment.version},
    )


def _set_status(work: _Work, comment: Comment, status: Status) -> None:
    if status != comment.status:
        comment.changed = work.now
        comment_queries.set_status(work.session, work.threads[comment.thread_id], comment, status)


def _change_own(work: _Work, comment: Comment, deed: Deed, edit: tuple[str, Rendered] | None) -> None:
    """Change what the deed changes besides the status."""
    match deed:
        case Deed.PIN | Deed.UNPIN:
            _pin(work, comment, is_pinned=deed is Deed.PIN)
        case Deed.EDIT:
            if edit is not None:
                _replace_text(work, comment, *edit)
        case Deed.RESTORE:
            pass
        case _:
            _settle(work, comment, is_vouched=deed is Deed.APPROVE)


def _settle(work: _Work, comment: Comment, *, is_vouched: bool) -> None:
    """A decision answers all flags and questions; an approval publishes a waiting edit and vouches for the text."""
    if comment.flags:
        queries.settle_flags(work.session, comment.id, work.now)
    if comment.draft_body is not None and is_vouched:
        rendered = rendering.render_markdown(comment.draft_body, images=_shows_images(work, comment))
        _replace_text(work, comment, comment.draft_body, rendered)
    elif comment.draft_body is not None:
        comment.draft_body = comment.draft_html = None
        comment.version += 1
    comment.vouched, comment.flags, comment.urgent, comment.question = is_vouched, 0, 0, None


def _shows_images(work: _Work, comment: Comment) -> bool:
    site = site_queries.find_site_of_comment(work.session, comment.id)
    return site is not None and load_settings(site.settings).images


def _pin(work: _Work, comment: Comment, *, is_pinned: bool) -> None:
    if comment.parent_id is not None:
        raise Invalid(FieldError("/action", "Only a comment that answers no other can be pinned."))
    if comment.pinned != int(is_pinned):
        comment.pinned = int(is_pinned)
        work.threads[comment.thread_id].version += int(comment.shown)


def _replace_text(work: _Work, comment: Comment, body: str, rendered: Rendered) -> None:
    comment.body, comment.body_format, comment.body_html = body, "markdown", rendered.html
    comment.excerpt, comment.rendered_by, comment.edited = rendered.excerpt, rendered.rendered_by, work.now
    comment.draft_body = comment.draft_html = None
    comment.fingerprint = build_fingerprint(body).value
    _count_text_change(work, comment)


def _count_text_change(work: _Work, comment: Comment) -> None:
    comment.version += 1
    work.threads[comment.thread_id].version += int(Status(comment.status).is_visible)


def _snapshot(work: _Work, comment: Comment, *, keeps_text: bool) -> dict[str, Any]:
    """Give what undoing needs beyond the status. Texts go into a revision: the log keeps decisions, not texts."""
    data: dict[str, Any] = {name: getattr(comment, name) for name in _MARKS}
    data["flags"] = queries.list_open_flags(work.session, comment.id) if comment.flags else []
    data["from"] = _effective_version(work, comment)
    if keeps_text:
        texts = {name: getattr(comment, name) for name in _TEXTS}
        number = build_id(work.now, work.instance.draw())
        revision = Revision(id=number, comment_id=comment.id, version=comment.version, at=work.now, **texts)
        work.session.add(revision)
        data["revision"] = str(number)
    return data


def _restore(work: _Work, comment: Comment, data: dict[str, Any]) -> None:
    """Give a comment back what a snapshot has of it."""
    if comment.pinned != data["pinned"]:
        work.threads[comment.thread_id].version += int(comment.shown)
    for name in _MARKS:
        setattr(comment, name, data[name])
    if data["flags"]:
        queries.unsettle_flags(work.session, comment.id, data["flags"])
    elif comment.flags:
        queries.settle_flags(work.session, comment.id, work.now)
    comment.flags = len(data["flags"])
    revision = work.session.get(Revision, int(data["revision"])) if "revision" in data else None
    if revision is not None:
        for name in _TEXTS:
            setattr(comment, name, getattr(revision, name))
        comment.fingerprint = build_fingerprint(comment.body).value
        _count_text_change(work, comment)


def _effective_version(work: _Work, comment: Comment) -> int:
    """Give the version that a comment is like: an undoing is a new version that is like an older one.

    So a row of decisions can be undone one after the other, the last first.
    """
    data = queries.find_last_data(work.session, comment.id) or {}
    is_undone = data.get("version") == comment.version and "restored" in data
    return int(data["restored"]) if is_undone else comment.version


def _undo_entry(work: _Work, comment: Comment | None, entry: LogEntry) -> Result:
    data = entry.data or {}
    if comment is None:
        return Result(id=entry.comment_id or 0, status=None, version=None, error="unknown")
    if data.get("version") not in {comment.version, _effective_version(work, comment)}:
        return Result(id=comment.id, status=comment.status, version=comment.version, error="stale")
    before = Status(comment.status)
    undoing = _snapshot(work, comment, keeps_text="revision" in data)
    _restore(work, comment, data)
    _set_status(work, comment, Status(entry.before or comment.status))
    work.session.add(_build_entry(work, comment, before, undoing | {"restored": data["from"]}))
    work.session.flush()
    return Result(id=comment.id, status=comment.status, version=comment.version)
