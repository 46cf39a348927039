"""What an author may do with an edit token, besides reading: edit the own comment, delete it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from discuss import moderation, rendering
from discuss.domain.fingerprints import build_fingerprint
from discuss.domain.gates import check_open
from discuss.domain.measures import Spot, find_terms
from discuss.domain.status import Status
from discuss.domain.texts import check_body
from discuss.domain.windows import may_edit
from discuss.errors import EditWindowOver
from discuss.moderation import Submission
from discuss.services.alerting import enqueue_alert, is_waiting as is_in_queue
from discuss.services.answers import build_answer, sign_answer
from discuss.services.gatekeeping import with_terms
from discuss.services.identity import check_edit_token
from discuss.services.indexing import index_text
from discuss.services.judging import Case, check_bans, load_facts, suspect_author
from discuss.services.own_comments import access_own, get_edit_until, is_waiting, status_of
from discuss.services.recording import record, record_judgement
from discuss.services.regimes import load_regime, view_facts
from discuss.services.usual import load_usual
from discuss.store.queries import comments as queries
from discuss.store.queries.history import list_deleted_by_author
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.measures import Terms
    from discuss.moderation import Decision
    from discuss.rendering import Rendered
    from discuss.services.answers import PostAnswer
    from discuss.services.instance import Instance
    from discuss.services.own_comments import Own


def edit_comment(session: Session, instance: Instance, comment_id: int, token: str | None, body: str) -> PostAnswer:
    """Replace the text, through the same checks, gates and rules as a post.

    An edit of a published comment that is held leaves the published text until it is decided.
    Raises NotAuthenticated, UnknownComment, EditWindowOver, ThreadClosed, Banned, Invalid.
    """
    check_edit_token(instance, comment_id, token)
    body = check_body(body)
    now = instance.clock()
    with reading(session):
        own = access_own(session, comment_id)
        terms = _check_edit(session, own, now)
        _check_author(session, instance, own)
        submission = with_terms(_submission(session, own, body, now), terms)
        settings = own.settings
    rendered = rendering.render_markdown(body, images=settings.images)
    submission = _with_links(submission, rendered)
    decision = moderation.judge(submission, settings)
    with writing(session):
        own = access_own(session, comment_id, lock=True)
        terms = _check_edit(session, own, now)
        _check_author(session, instance, own, rendered.links)
        if with_terms(submission, terms) != submission:  # something else holds by now
            decision = moderation.judge(with_terms(submission, terms), settings)
        was_waiting = is_in_queue(own.comment)
        status = _apply_edit(session, own, Edit(body, rendered, decision, instance.clock()))
        if not was_waiting:
            enqueue_alert(session, own.comment, now)
        usually = load_usual(session, own.comment.site_id, now) if status == Status.PENDING else None
        answer = build_answer(own.thread, own.comment, status, get_edit_until(own, now), usually)
    return sign_answer(instance, answer)


def delete_comment(session: Session, instance: Instance, comment_id: int, token: str | None) -> None:
    """Delete the own comment, at any time; a second time changes nothing. Raises NotAuthenticated, UnknownComment."""
    check_edit_token(instance, comment_id, token)
    now = instance.clock()
    with writing(session):
        own = access_own(session, comment_id, lock=True)
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


def _check_edit(session: Session, own: Own, now: int) -> Terms:
    """Refuse an edit that comes too late; gives what it is to be judged by. Where it goes slowly, edits may come."""
    comment = own.comment
    if comment.status == Status.DELETED:
        raise EditWindowOver("This comment was deleted.")
    if status_of(own) is Status.REJECTED:
        raise EditWindowOver("The team has decided not to publish this comment.")
    regime = load_regime(session, comment.site_id, view_facts(own.thread), own.settings, now)
    spot = Spot(own.thread.id, comment.root_id or comment.id)
    if comment.author_role is None:
        check_open(regime, now, is_reply=comment.parent_id is not None, root=spot.root)
    if not may_edit(comment.created, own.settings.edit_window, now, is_waiting=is_waiting(own)):
        raise EditWindowOver
    return find_terms(regime.measures, spot, now)


def _check_author(session: Session, instance: Instance, own: Own, links: tuple[str, ...] = ()) -> None:
    if own.comment.author_role is None:
        check_bans(session, instance, own.comment.site_id, suspect_author(own.comment, links))


def _submission(session: Session, own: Own, body: str, now: int) -> Submission:
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


def _apply_edit(session: Session, own: Own, edit: Edit) -> str:
    """Store the edit and give the status to tell. Judging again never publishes what a person or a rule holds."""
    comment = own.comment
    if edit.body == comment.body and comment.draft_body is None:
        return status_of(own)
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
    return Status.PENDING if is_held else status_of(own)


def _store_text(own: Own, edit: Edit) -> None:
    comment, rendered = own.comment, edit.rendered
    comment.body, comment.body_format, comment.body_html = edit.body, "markdown", rendered.html
    comment.excerpt, comment.rendered_by, comment.edited = rendered.excerpt, rendered.rendered_by, edit.now
    comment.draft_body = comment.draft_html = None
    index_text(comment)
    comment.vouched = False  # nobody from the team has seen this text
    if Status(comment.status).is_visible:
        own.thread.version += 1
