"""What a deed does to a comment, what is kept so that it can be undone, and how it is given back."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from discuss import rendering
from discuss.domain.decisions import NO_REASON, TELLING, Deed
from discuss.domain.ids import build_id
from discuss.domain.settings import load_settings
from discuss.domain.status import Status
from discuss.errors import FieldError, Invalid
from discuss.services.history import History, store_reports
from discuss.services.indexing import index_text
from discuss.services.notifying import enqueue_news
from discuss.store.queries import sites as site_queries
from discuss.store.queries.counting import count_turned
from discuss.store.tables import LogEntry
from discuss.store.team_tables import Revision

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.rendering import Rendered
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Thread

_TEXTS = ("body", "body_format", "body_html", "excerpt", "rendered_by", "edited", "draft_body", "draft_html")
_PUBLIC = frozenset({"body_html", "excerpt", "edited"})
_MARKS = ("pinned", "vouched", "question", "told_reason")


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
class Work:
    """What one transaction of decisions shares.

    `touched`: each comment that a deed was done to, and whether it was visible before. `entries`: what `finish` writes
    into the log, all rows at once.
    """

    session: Session
    instance: Instance
    actor: Actor
    batch: str
    now: int
    threads: dict[int, Thread]
    history: History = field(default_factory=History)
    touched: dict[int, tuple[Comment, bool]] = field(default_factory=dict)
    entries: list[LogEntry] = field(default_factory=list)


def build_entry(work: Work, comment: Comment, before: Status, kept: dict[str, Any]) -> LogEntry:
    """Build the row of the log, from which what was done can be undone: `kept` is what `snapshot` gave before."""
    marks, are = {}, _read_marks(comment)
    for name, was in kept.pop("marks").items():
        if was != are[name]:
            marks[name] = [was, are[name]]
    was_open, is_open = kept.pop("reports"), work.history.reports.get(comment.id, [])
    data = kept | {
        "version": comment.version,
        "marks": marks,
        "settled": [reader for reader in was_open if reader not in is_open],
        "reopened": [reader for reader in is_open if reader not in was_open],
    }
    work.history.data[comment.id] = data
    if before != comment.status:
        work.history.former[comment.id] = before
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
        data=data,
    )


def set_status(work: Work, comment: Comment, status: Status) -> None:
    if status != comment.status:
        comment.status, comment.changed = status, work.now
        comment.version += 1


def finish(work: Work) -> None:
    """Bring everything up to date that stands beside the comments: counts, reports, and who is to be told."""
    touched = {key: comment for key, (comment, _) in work.touched.items()}
    store_reports(work.session, work.history, touched, work.now)
    turned = [each for each, was_visible in work.touched.values() if Status(each.status).is_visible is not was_visible]
    if turned:
        count_turned(work.session, work.threads, turned)
    enqueue_news(work.session, turned, work.now)
    work.session.bulk_save_objects(work.entries)


def change_own(work: Work, comment: Comment, deed: Deed, edit: tuple[str, Rendered] | None) -> None:
    """Change what the deed changes besides the status. `edit`: the text that an edit sets or an approval publishes."""
    match deed:
        case Deed.PIN | Deed.UNPIN:
            _pin(work, comment, is_pinned=deed is Deed.PIN)
        case Deed.EDIT:
            if edit is not None:
                _replace_text(work, comment, *edit)
        case Deed.REJECT_EDIT:
            _drop_edit(comment)
        case Deed.RESTORE:
            pass
        case _:
            _settle(work, comment, edit, is_vouched=deed is Deed.APPROVE)


def _settle(work: Work, comment: Comment, edit: tuple[str, Rendered] | None, *, is_vouched: bool) -> None:
    """A decision answers all flags and questions; an approval publishes a waiting edit and vouches for the text."""
    work.history.reports[comment.id] = []
    if comment.draft_body is not None and is_vouched:
        is_ready = edit is not None and edit[0] == comment.draft_body
        _replace_text(work, comment, *(edit if edit and is_ready else _render_draft(work, comment, comment.draft_body)))
    else:
        _drop_edit(comment)
    comment.vouched, comment.question = is_vouched, None


def _drop_edit(comment: Comment) -> None:
    if comment.draft_body is not None:
        comment.draft_body = comment.draft_html = None
        index_text(comment)
        comment.version += 1


def tell_author(comment: Comment, deed: Deed, after: Status, words: tuple[str | None, str | None]) -> None:
    """Keep reason and message for the author's next visit. That there is a reason says that a person decided."""
    if deed in TELLING or (deed is Deed.RESTORE and after is Status.REJECTED):
        reason, comment.told_message = words
        comment.told_reason = reason or NO_REASON
    elif deed not in {Deed.PIN, Deed.UNPIN, Deed.EDIT}:
        comment.told_reason = comment.told_message = None


def _render_draft(work: Work, comment: Comment, body: str) -> tuple[str, Rendered]:
    site = site_queries.find_site_of_comment(work.session, comment.id)
    return body, rendering.render_markdown(body, images=site is not None and load_settings(site.settings).images)


def _pin(work: Work, comment: Comment, *, is_pinned: bool) -> None:
    if comment.parent_id is not None:
        raise Invalid(FieldError("/action", "Only a comment that answers no other can be pinned."))
    if comment.pinned != int(is_pinned):
        comment.pinned = int(is_pinned)
        work.threads[comment.thread_id].version += int(comment.shown)


def _replace_text(work: Work, comment: Comment, body: str, rendered: Rendered) -> None:
    comment.body, comment.body_format, comment.body_html = body, "markdown", rendered.html
    comment.excerpt, comment.rendered_by, comment.edited = rendered.excerpt, rendered.rendered_by, work.now
    comment.draft_body = comment.draft_html = None
    index_text(comment)
    comment.version += 1
    work.threads[comment.thread_id].version += int(Status(comment.status).is_visible)


def snapshot(work: Work, comment: Comment, *, keeps_text: bool) -> dict[str, Any]:
    """Give what undoing needs beyond the status. Texts go into a revision: the log keeps decisions, not texts."""
    work.touched.setdefault(comment.id, (comment, Status(comment.status).is_visible))
    kept: dict[str, Any] = {
        "marks": _read_marks(comment),
        "reports": work.history.reports.get(comment.id, []),
        "from": effective_version(work, comment),
    }
    if keeps_text or comment.told_message is not None:
        kept["revision"] = str(_keep_text(work, comment))
    return kept


def _read_marks(comment: Comment) -> dict[str, Any]:
    """Give what a deed may change besides status and text; of a message only what tells it from another."""
    message = comment.told_message
    told = None if message is None else sha256(message.encode()).hexdigest()[:16]
    return {name: getattr(comment, name) for name in _MARKS} | {"told_message": told}


def _keep_text(work: Work, comment: Comment) -> int:
    texts = {name: getattr(comment, name) for name in (*_TEXTS, "told_message")}
    while (number := build_id(work.now, work.instance.draw())) in work.history.revisions:
        pass
    revision = Revision(id=number, comment_id=comment.id, version=comment.version, at=work.now, **texts)
    work.history.revisions[number] = revision
    work.session.add(revision)
    return number


def restore(work: Work, comment: Comment, data: dict[str, Any]) -> None:
    """Give a comment back what a row of the log took: what somebody changed since stays."""
    revision = work.history.revisions.get(int(data["revision"])) if "revision" in data else None
    are = _read_marks(comment)
    for name, (was, became) in data["marks"].items():
        if are[name] == became:
            is_message = name == "told_message"
            setattr(comment, name, (revision and revision.told_message) if is_message else was)
            work.threads[comment.thread_id].version += int(name == "pinned" and comment.shown)
    is_open = work.history.reports.get(comment.id, [])
    kept = [reader for reader in is_open if reader not in data["reopened"]]
    work.history.reports[comment.id] = kept + [reader for reader in data["settled"] if reader not in kept]
    if revision is not None:
        _restore_text(work, comment, revision)


def _restore_text(work: Work, comment: Comment, revision: Revision) -> None:
    changed = {name for name in _TEXTS if getattr(comment, name) != getattr(revision, name)}
    for name in changed:
        setattr(comment, name, getattr(revision, name))
    if changed:
        index_text(comment)
        comment.version += 1
    if changed & _PUBLIC:
        work.threads[comment.thread_id].version += int(Status(comment.status).is_visible)


def effective_version(work: Work, comment: Comment) -> int:
    """Give the version that a comment is like: an undoing is a new version that is like an older one.

    So a row of decisions can be undone one after the other, the last first.
    """
    data = work.history.data.get(comment.id, {})
    is_undone = data.get("version") == comment.version and "restored" in data
    return int(data["restored"]) if is_undone else comment.version
