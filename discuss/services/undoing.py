"""Taking decisions back, exactly: a batch of the log, the last row first."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from discuss.domain.measures import Cause
from discuss.domain.permissions import Action, Actor, may
from discuss.domain.status import Status
from discuss.errors import NotFound
from discuss.services.bans import end_ban
from discuss.services.closings import dump_closing, set_closing
from discuss.services.deeds import (
    Batch,
    Result,
    Work,
    build_entry,
    effective_version,
    finish,
    restore,
    set_status,
    snapshot,
)
from discuss.services.history import load_history
from discuss.services.measure_rows import Turn, undo_change
from discuss.services.voices import status_before
from discuss.store.queries import moderation as queries
from discuss.store.session import writing
from discuss.store.tables import LogEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Comment

_CLOSINGS = frozenset({"close", "open"})
_BANS = frozenset({"ban", "unban"})
_MEASURES = frozenset({*Cause, "end"})


def undo(session: Session, instance: Instance, actor: Actor, batch: str) -> Batch:
    """Take a batch back, exactly; what changed since stays and is named as `stale`. Undoing is a batch as well.

    Raises NotFound for a batch that is not there, or of which the actor may undo nothing.
    """
    with writing(session):
        entries = [entry for entry in queries.load_batch(session, batch) if _may_undo(actor, entry)]
        if not entries:
            raise NotFound("There is no such decision to undo.")
        threads = queries.lock_threads(session, {entry.thread_id for entry in entries if entry.thread_id is not None})
        comments = queries.load_comments(session, {entry.comment_id for entry in entries if entry.comment_id})
        revisions = {int(entry.data["revision"]) for entry in entries if entry.data and "revision" in entry.data}
        history = load_history(session, comments.values(), revisions)
        work = Work(session, instance, actor, secrets.token_hex(8), instance.clock(), threads, history)
        results = [_undo_one(work, comments, entry) for entry in entries]
        finish(work)
    return Batch(work.batch, results)


def _undo_one(work: Work, comments: dict[int, Comment], entry: LogEntry) -> Result:
    if entry.action in _CLOSINGS:
        return _undo_closing(work, entry)
    if entry.action in _MEASURES:
        return undo_change(Turn(work.session, work.instance, work.actor, work.batch), entry)
    if entry.action in _BANS:
        return _undo_ban(Turn(work.session, work.instance, work.actor, work.batch), entry)
    return _undo_entry(work, comments.get(entry.comment_id or 0), entry)


def _may_undo(actor: Actor, entry: LogEntry) -> bool:
    return may(actor, Action.CLOSE if entry.action in _CLOSINGS | _MEASURES else Action.DECIDE, entry.site_id)


def _undo_closing(work: Work, entry: LogEntry) -> Result:
    """Give a thread back how it was closed or open, unless somebody decided about that since."""
    data, thread = entry.data or {}, work.threads.get(entry.thread_id or 0)
    if thread is None:
        return Result(id="", status=None, version=None, error="unknown")
    former = dump_closing(thread)
    if former != data["set"]:
        return Result(id=thread.key, status=entry.after, version=thread.version, error="stale")
    set_closing(thread, data["closing"], kept_open=data["closing"]["kept_open"])
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


def _undo_ban(turn: Turn, entry: LogEntry) -> Result:
    """Take a ban back. One that was ended is spoken anew by whoever wants it: whom it named is nowhere kept."""
    ban = (entry.data or {}).get("ban", "0")
    is_ended = entry.action == "ban" and end_ban(turn, entry.site_id, int(ban), for_good=False)
    return Result(id=ban, status="unbanned", version=None, error=None if is_ended else "stale")


def _undo_entry(work: Work, comment: Comment | None, entry: LogEntry) -> Result:
    data = entry.data or {}
    if comment is None:
        return Result(id=entry.comment_id or 0, status=None, version=None, error="unknown")
    made = data.get("restored", data.get("version"))  # what an undoing made is like an older version as well
    if comment.id in work.history.gone or made != effective_version(work, comment):
        return Result(id=comment.id, status=comment.status, version=comment.version, error="stale")
    before = Status(comment.status)
    undoing = snapshot(work, comment, keeps_text="revision" in data)
    restore(work, comment, data)
    set_status(work, comment, status_before(entry, comment))
    work.entries.append(build_entry(work, comment, before, undoing | {"restored": data["from"]}))
    return Result(id=comment.id, status=comment.status, version=comment.version)
