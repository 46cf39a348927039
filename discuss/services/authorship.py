"""What an author may do with an edit token: see the own comment, edit it, delete it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from discuss import moderation, rendering
from discuss.domain.fingerprints import build_fingerprint
from discuss.domain.gates import check_open
from discuss.domain.house_rules import choose_house_rules
from discuss.domain.measures import Spot, find_terms
from discuss.domain.settings import TellAuthors, load_settings
from discuss.domain.status import Status, seen_by_author
from discuss.domain.texts import check_body
from discuss.domain.windows import edit_until, may_edit
from discuss.errors import EditWindowOver, UnknownComment
from discuss.moderation import Submission
from discuss.services.answers import build_answer, sign_answer
from discuss.services.gatekeeping import with_terms
from discuss.services.identity import check_edit_token
from discuss.services.indexing import index_text
from discuss.services.judging import Case, check_bans, load_facts, suspect_author
from discuss.services.recording import record, record_judgement
from discuss.services.regimes import load_regime, view_facts
from discuss.services.usual import load_usual
from discuss.store.queries import comments as queries, sites as site_queries
from discuss.store.queries.history import list_deleted_by_author
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.measures import Terms
    from discuss.domain.settings import SiteSettings
    from discuss.domain.usual import Usually
    from discuss.moderation import Decision
    from discuss.rendering import Rendered
    from discuss.services.answers import PostAnswer
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
class _Own:
    comment: Comment
    thread: Thread
    settings: SiteSettings
    site: str


def load_own(session: Session, instance: Instance, comment_id: int, token: str | None) -> OwnView:
    """Load a comment for its author. Raises NotAuthenticated, UnknownComment."""
    check_edit_token(instance, comment_id, token)
    with reading(session):
        own = _access_own(session, comment_id)
        now = instance.clock()
        usually = load_usual(session, own.comment.site_id, now) if _is_held(own) else None
        return _view(own, now, usually)


def edit_comment(session: Session, instance: Instance, comment_id: int, token: str | None, body: str) -> PostAnswer:
    """Replace the text, through the same checks, gates and rules as a post.

    An edit of a published comment that is held leaves the published text until it is decided.
    Raises NotAuthenticated, UnknownComment, EditWindowOver, ThreadClosed, Banned, Invalid.
    """
    check_edit_token(instance, comment_id, token)
    body = check_body(body)
    now = instance.clock()
    with reading(session):
        own = _access_own(session, comment_id)
        terms = _check_edit(session, own, now)
        _check_author(session, instance, own)
        submission = with_terms(_submission(session, own, body, now), terms)
        settings = own.settings
    rendered = rendering.render_markdown(body, images=settings.images)
    submission = _with_links(submission, rendered)
    decision = moderation.judge(submission, settings)
    with writing(session):
        own = _access_own(session, comment_id, lock=True)
        terms = _check_edit(session, own, now)
        _check_author(session, instance, own, rendered.links)
        if with_terms(submission, terms) != submission:  # something else holds by now
            decision = moderation.judge(with_terms(submission, terms), settings)
        status = _apply_edit(session, own, Edit(body, rendered, decision, now))
        usually = load_usual(session, own.comment.site_id, now) if status == Status.PENDING else None
        answer = build_answer(own.thread, own.comment, status, _until(own, now), usually)
    return sign_answer(instance, answer)


def delete_comment(session: Session, instance: Instance, comment_id: int, token: str | None) -> None:
    """Delete the own comment, at any time; a second time changes nothing. Raises NotAuthenticated, UnknownComment."""
    check_edit_token(instance, comment_id, token)
    now = instance.clock()
    with writing(session):
        own = _access_own(session, comment_id, lock=True)
        comment, before = own.comment, Status(own.comment.status)
        if list_deleted_by_author(session, [comment.id]):
            return
        # Also where the team deleted it before: from now on nobody gives it back.
        comment.changed, comment.draft_body, comment.draft_html = now, None, None
        comment.told_reason = comment.told_message = None
        index_text(comment)
        queries.set_status(session, own.thread, comment, Status.DELETED)
        entry = LogEntry(
            site_id=comment.site_id,
            at=now,
            actor="author",
            action="delete",
            before=before,
            after=Status.DELETED,
            reason="by-author",
        )
        record(session, comment, entry)


@dataclass(frozen=True, slots=True)
class Edit:
    """A new text, rendered and judged."""

    body: str
    rendered: Rendered
    decision: Decision
    now: int


def _access_own(session: Session, comment_id: int, *, lock: bool = False) -> _Own:
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
    return _Own(comment, thread, load_settings(site.settings), site.name)


def _check_edit(session: Session, own: _Own, now: int) -> Terms:
    """Refuse an edit that comes too late; gives what it is to be judged by. Where it goes slowly, edits may come."""
    comment = own.comment
    if comment.status == Status.DELETED:
        raise EditWindowOver("This comment was deleted.")
    if _status_of(own) is Status.REJECTED:
        raise EditWindowOver("The team has decided not to publish this comment.")
    regime = load_regime(session, comment.site_id, view_facts(own.thread), own.settings, now)
    spot = Spot(own.thread.id, comment.root_id or comment.id)
    if comment.author_role is None:
        check_open(regime, now, is_reply=comment.parent_id is not None, root=spot.root)
    if not may_edit(comment.created, own.settings.edit_window, now, is_waiting=_is_waiting(own)):
        raise EditWindowOver
    return find_terms(regime.measures, spot, now)


def _is_waiting(own: _Own) -> bool:
    return _status_of(own) is Status.PENDING


def _is_held(own: _Own) -> bool:
    return _is_waiting(own) or own.comment.draft_body is not None


def _status_of(own: _Own) -> Status:
    return seen_by_author(Status(own.comment.status), is_told=_tell(own) is not None)


def _tell(own: _Own) -> Told | None:
    """Give what a person decided, where the site tells it."""
    reason = own.comment.told_reason
    if reason is None or own.settings.tell_authors is TellAuthors.OFF:
        return None
    rules = choose_house_rules(own.settings) if reason == "house-rules" else ""
    return Told(reason, own.comment.told_message, rules)


def _check_author(session: Session, instance: Instance, own: _Own, links: tuple[str, ...] = ()) -> None:
    if own.comment.author_role is None:
        check_bans(session, instance, own.comment.site_id, suspect_author(own.comment, links))


def _submission(session: Session, own: _Own, body: str, now: int) -> Submission:
    comment = own.comment
    if comment.author_role is not None:
        return Submission(is_member=True)
    case = Case(
        site_id=comment.site_id,
        reader=comment.reader,
        address=comment.address,
        fingerprint=build_fingerprint(body),
        now=now,
        comment=comment.id,
    )
    facts = load_facts(session, case, own.settings)
    # A published comment of somebody without a reader key passed once: its edit is not a first comment again.
    approved = max(facts.approved_before, int(comment.status == Status.APPROVED))
    website = comment.author_url
    return replace(facts, approved_before=approved, text=body, name=comment.author_name, website=website)


def _with_links(submission: Submission, rendered: Rendered) -> Submission:
    website = (submission.website,) if submission.website else ()
    return replace(submission, links=rendered.links + website)


def _apply_edit(session: Session, own: _Own, edit: Edit) -> str:
    """Store the edit and give the status to tell. Judging again never publishes what a person or a rule holds."""
    comment = own.comment
    if edit.body == comment.body and comment.draft_body is None:
        return _status_of(own)
    comment.changed = edit.now
    if comment.status == Status.APPROVED:
        comment.told_reason = comment.told_message = None  # that was about another change
    comment.version += 1
    is_held = comment.status == Status.APPROVED and edit.decision.status is not Status.APPROVED
    if is_held:
        comment.draft_body, comment.draft_html = edit.body, edit.rendered.html
        index_text(comment)
    else:
        _store_text(own, edit)
    record_judgement(session, comment, edit.decision, "edit", edit.now)
    session.flush()
    return Status.PENDING if is_held else _status_of(own)


def _store_text(own: _Own, edit: Edit) -> None:
    comment, rendered = own.comment, edit.rendered
    comment.body, comment.body_format, comment.body_html = edit.body, "markdown", rendered.html
    comment.excerpt, comment.rendered_by, comment.edited = rendered.excerpt, rendered.rendered_by, edit.now
    comment.draft_body = comment.draft_html = None
    index_text(comment)
    comment.vouched = False  # nobody from the team has seen this text
    if Status(comment.status).is_visible:
        own.thread.version += 1


def _until(own: _Own, now: int) -> int | None:
    """Give the end of the window, None once it is over; what still waits may be edited as long as it does."""
    comment, window = own.comment, own.settings.edit_window
    if not may_edit(comment.created, window, now, is_waiting=_is_waiting(own)):
        return None
    return edit_until(now if _is_waiting(own) else comment.created, window)


def _view(own: _Own, now: int, usually: Usually | None) -> OwnView:
    comment, told = own.comment, _tell(own)
    status = Status.PENDING if comment.draft_body is not None else _status_of(own)
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
        edit_until=None if is_gone or status is Status.REJECTED else _until(own, now),
    )


def _change_of(comment: Comment, told: Told | None) -> str | None:
    if comment.status != Status.APPROVED:
        return None
    if comment.draft_body is not None:
        return Status.PENDING
    return Status.REJECTED if told else None
