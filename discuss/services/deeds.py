"""What a deed does to a comment, what is kept so that it can be undone, and how it is given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discuss import rendering
from discuss.domain.decisions import NO_REASON, TELLING, Deed
from discuss.domain.ids import build_id
from discuss.domain.settings import load_settings
from discuss.domain.status import Status
from discuss.errors import FieldError, Invalid
from discuss.services.indexing import index_text
from discuss.store.queries import comments as comment_queries, moderation as queries, sites as site_queries
from discuss.store.tables import LogEntry
from discuss.store.team_tables import Revision

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.rendering import Rendered
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Thread

_TEXTS = ("body", "body_format", "body_html", "excerpt", "rendered_by", "edited", "draft_body", "draft_html")
_MARKS = ("pinned", "vouched", "urgent", "question", "told_reason")


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
    """What one transaction of decisions shares."""

    session: Session
    instance: Instance
    actor: Actor
    batch: str
    now: int
    threads: dict[int, Thread]


def build_entry(work: Work, comment: Comment, before: Status, data: dict[str, Any]) -> LogEntry:
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


def set_status(work: Work, comment: Comment, status: Status) -> None:
    if status != comment.status:
        comment.changed = work.now
        comment_queries.set_status(work.session, work.threads[comment.thread_id], comment, status)


def change_own(work: Work, comment: Comment, deed: Deed, edit: tuple[str, Rendered] | None) -> None:
    """Change what the deed changes besides the status."""
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
            _settle(work, comment, is_vouched=deed is Deed.APPROVE)


def _settle(work: Work, comment: Comment, *, is_vouched: bool) -> None:
    """A decision answers all flags and questions; an approval publishes a waiting edit and vouches for the text."""
    if comment.flags:
        queries.settle_flags(work.session, comment.id, work.now)
    if comment.draft_body is not None and is_vouched:
        rendered = rendering.render_markdown(comment.draft_body, images=_shows_images(work, comment))
        _replace_text(work, comment, comment.draft_body, rendered)
    else:
        _drop_edit(comment)
    comment.vouched, comment.flags, comment.urgent, comment.question = is_vouched, 0, 0, None


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


def _shows_images(work: Work, comment: Comment) -> bool:
    site = site_queries.find_site_of_comment(work.session, comment.id)
    return site is not None and load_settings(site.settings).images


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
    _count_text_change(work, comment)


def _count_text_change(work: Work, comment: Comment) -> None:
    comment.version += 1
    work.threads[comment.thread_id].version += int(Status(comment.status).is_visible)


def snapshot(work: Work, comment: Comment, *, keeps_text: bool) -> dict[str, Any]:
    """Give what undoing needs beyond the status. Texts go into a revision: the log keeps decisions, not texts."""
    data: dict[str, Any] = {name: getattr(comment, name) for name in _MARKS}
    data["flags"] = queries.list_open_flags(work.session, comment.id) if comment.flags else []
    data["from"] = effective_version(work, comment)
    if keeps_text or comment.told_message is not None:
        texts = {name: getattr(comment, name) for name in (*_TEXTS, "told_message")}
        number = build_id(work.now, work.instance.draw())
        revision = Revision(id=number, comment_id=comment.id, version=comment.version, at=work.now, **texts)
        work.session.add(revision)
        data["revision"] = str(number)
    return data


def restore(work: Work, comment: Comment, data: dict[str, Any]) -> None:
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
    comment.told_message = revision.told_message if revision else None
    if revision is not None:
        for name in _TEXTS:
            setattr(comment, name, getattr(revision, name))
        index_text(comment)
        _count_text_change(work, comment)


def effective_version(work: Work, comment: Comment) -> int:
    """Give the version that a comment is like: an undoing is a new version that is like an older one.

    So a row of decisions can be undone one after the other, the last first.
    """
    data = queries.find_last_data(work.session, comment.id) or {}
    is_undone = data.get("version") == comment.version and "restored" in data
    return int(data["restored"]) if is_undone else comment.version
