"""An author's own comment, and what its author may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.house_rules import choose_house_rules
from discuss.domain.settings import TellAuthors, load_settings
from discuss.domain.status import Status, seen_by_author
from discuss.domain.windows import edit_until, may_edit
from discuss.errors import UnknownComment
from discuss.services.identity import check_edit_token
from discuss.services.usual import load_usual
from discuss.store.queries import comments as queries, sites as site_queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.settings import SiteSettings
    from discuss.domain.usual import Usually
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Thread


@dataclass(frozen=True, slots=True)
class Told:
    """The symbol of a reason, words of the team to the author, and the house rules where they are the reason."""

    reason: str
    message: str | None
    rules: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """A comment as its author may know it. `body` is what was sent last; `edit_until` is None once editing is over.

    `change`: what became of the author's last change of a published comment, if it waits or was turned down.
    `told`: why the team decided so, and what it says to the author; only where the site tells.
    """

    id: int
    site: str
    thread_key: str
    thread_url: str
    thread_title: str | None
    author_name: str
    author_url: str | None
    status: str
    change: str | None
    told: Told | None
    usually: Usually | None
    language: str
    body: str
    html: str
    created: int
    edited: int | None
    edit_until: int | None


@dataclass(frozen=True, slots=True)
class Own:
    comment: Comment
    thread: Thread
    settings: SiteSettings
    site: str


def load_own(session: Session, instance: Instance, comment_id: int, token: str | None) -> OwnView:
    """Load a comment for its author. Raises NotAuthenticated, UnknownComment."""
    check_edit_token(instance, comment_id, token)
    with reading(session):
        own = access_own(session, comment_id)
        now = instance.clock()
        usually = load_usual(session, own.comment.site_id, now) if is_held(own) else None
        return _view(own, now, usually)


def access_own(session: Session, comment_id: int, *, lock: bool = False) -> Own:
    comment = queries.find_comment(session, comment_id)
    if comment is None:
        raise UnknownComment
    if lock:
        thread = queries.lock_thread(session, comment.thread_id)
        comment = queries.find_comment(session, comment_id) or comment
    else:
        thread = queries.load_thread(session, comment.thread_id)
    site = site_queries.find_site_of_comment(session, comment_id)
    if site is None:
        raise UnknownComment
    return Own(comment, thread, load_settings(site.settings), site.name)


def is_waiting(own: Own) -> bool:
    return status_of(own) is Status.PENDING


def is_held(own: Own) -> bool:
    return is_waiting(own) or own.comment.draft_body is not None


def status_of(own: Own) -> Status:
    return seen_by_author(Status(own.comment.status), is_told=tell(own) is not None)


def tell(own: Own) -> Told | None:
    """Give what a person decided, where the site tells it."""
    reason = own.comment.told_reason
    if reason is None or own.settings.tell_authors is TellAuthors.OFF:
        return None
    rules = choose_house_rules(own.settings) if reason == "house-rules" else ""
    return Told(reason, own.comment.told_message, rules)


def get_edit_until(own: Own, now: int) -> int | None:
    """Give the end of the window, None once it is over; what still waits may be edited as long as it does."""
    comment, window = own.comment, own.settings.edit_window
    if not may_edit(comment.created, window, now, is_waiting=is_waiting(own)):
        return None
    return edit_until(now if is_waiting(own) else comment.created, window)


def _view(own: Own, now: int, usually: Usually | None) -> OwnView:
    comment, told = own.comment, tell(own)
    status = Status.PENDING if comment.draft_body is not None else status_of(own)
    is_gone = status is Status.DELETED
    return OwnView(
        id=comment.id,
        site=own.site,
        thread_key=own.thread.key,
        thread_url=own.thread.url,
        thread_title=own.thread.title,
        author_name=comment.author_name,
        author_url=comment.author_url,
        status=status,
        change=_change_of(comment, told),
        told=told if status is not Status.PENDING else None,
        usually=usually,
        language=own.settings.language,
        body="" if is_gone else comment.draft_body or comment.body,
        html="" if is_gone else comment.draft_html or comment.body_html,
        created=comment.created,
        edited=comment.edited,
        edit_until=None if is_gone or status is Status.REJECTED else get_edit_until(own, now),
    )


def _change_of(comment: Comment, told: Told | None) -> str | None:
    if comment.status != Status.APPROVED:
        return None
    if comment.draft_body is not None:
        return Status.PENDING
    return Status.REJECTED if told else None
