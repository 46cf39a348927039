"""Posting: a short read, then gates, rendering and judging with nothing open, then one writing transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from discuss import moderation, rendering
from discuss.domain.drafts import Draft, Place, Writer, check_draft
from discuss.domain.fingerprints import build_fingerprint
from discuss.domain.gates import check_pace
from discuss.domain.names import build_team_name
from discuss.domain.searching import build_search_text
from discuss.domain.settings import fit_settings, load_settings
from discuss.domain.status import Status, seen_by_author
from discuss.domain.windows import edit_until
from discuss.errors import Conflict, Invalid, LimitReached, NotAllowed, UnknownSite
from discuss.limiting import Pace
from discuss.moderation import Submission
from discuss.services.alerting import enqueue_alert
from discuss.services.answers import (
    await_answer,
    build_answer,
    build_remembered,
    find_answer,
    remember_answer,
    sign_answer,
)
from discuss.services.gatekeeping import Caller, admit, with_terms
from discuss.services.identity import mark_visitor
from discuss.services.judging import Case, check_bans, load_facts, measure_pace, suspect_visitor
from discuss.services.naming_authors import enqueue_naming
from discuss.services.new_comments import Judged, PostCase, build_comment, find_suspect
from discuss.services.notifying import enqueue_replies
from discuss.services.recording import record_judgement
from discuss.services.subscriptions import subscribe_author
from discuss.services.thread_rows import describe_thread, lock_thread_of
from discuss.services.usual import load_usual
from discuss.services.voices import record_member
from discuss.store.counters import SqlCounters
from discuss.store.queries import comments as queries, sites as site_queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.measures import Terms
    from discuss.domain.settings import SiteSettings
    from discuss.services.answers import PostAnswer
    from discuss.services.identity import Marks, Visitor
    from discuss.services.instance import Instance
    from discuss.services.voices import Member
    from discuss.store.machine_tables import RememberedAnswer
    from discuss.store.tables import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A request to post. `key` is the Idempotency-Key, `fingerprint` the SHA-256 of what was sent under it."""

    site: str
    draft: Draft
    visitor: Visitor
    key: str | None = None
    fingerprint: bytes = b""
    member: Member | None = None


def post_comment(session: Session, instance: Instance, post: Post) -> PostAnswer:
    """Store what a reader wrote, as judged, and answer only after the commit.

    A repeated key gives the first answer. Raises UnknownSite, Invalid, Banned, ThreadClosed, LimitReached.
    """
    marks = mark_visitor(session, instance, post.visitor)
    remembered = None
    try:
        with reading(session):
            site = _find_site(session, post.site)
            remembered = build_remembered(site.id, post.key, post.fingerprint, instance.clock())
            if remembered and (answer := find_answer(session, instance, remembered)):
                return answer
            case = _read_case(session, instance, post, site, marks)
        judged = _judge(case)
        with writing(session):
            if remembered and (answer := await_answer(session, instance, remembered)):
                return answer
            return sign_answer(instance, _write(session, instance, case, judged, remembered))
    except (Conflict, LimitReached, NotAllowed, Invalid):
        if remembered and (answer := _late_answer(session, instance, remembered)):
            return answer
        raise
    except IntegrityError:
        with reading(session):
            _find_site(session, post.site)  # whose removal is what a post of that moment meets
        raise


def _late_answer(session: Session, instance: Instance, remembered: RememberedAnswer) -> PostAnswer | None:
    """Give what this key was answered meanwhile: a retry is never refused for what its first try did."""
    with writing(session):
        answer = await_answer(session, instance, remembered)
        session.rollback()  # the key was only asked for
        return answer


def _find_site(session: Session, name: str) -> Site:
    site = site_queries.find_site(session, name)
    if site is None:
        raise UnknownSite
    return site


def _read_case(session: Session, instance: Instance, post: Post, site: Site, marks: Marks) -> PostCase:
    now, settings = instance.clock(), load_settings(site.settings)
    place = Place(
        base_url=site.base_url,
        origins=tuple(site.origins),
        member_names=[*site_queries.list_member_names(session, site.id), _team_name(settings, site)],
        settings=fit_settings(settings, can_mail=instance.settings.can_mail),
        now=now,
    )
    draft = check_draft(post.draft, place, _writer(post.member))
    caller = Caller(
        site_id=site.id,
        settings=place.settings,
        draft=draft,
        marks=marks,
        member=post.member,
        now=now,
    )
    admission = admit(session, queries.find_thread(session, site.id, draft.thread or ""), caller)
    is_free = post.member is not None or not place.settings.posts_limit
    pace = Pace() if is_free else measure_pace(session, instance, site.id, marks)
    check_pace(pace.wait)
    fingerprint = build_fingerprint(draft.body)
    if post.member is None:
        check_bans(session, instance, site.id, suspect_visitor(post.visitor, marks, draft.email))
        case = Case(site_id=site.id, reader=marks.reader, address=marks.address, fingerprint=fingerprint, now=now)
        facts = load_facts(session, case, place.settings)
    else:
        facts = Submission(is_member=True)
    facts = replace(facts, is_busy=pace.is_busy, is_flood=pace.is_flood, silence=admission.silence)
    submission = with_terms(facts, admission.terms)
    return PostCase(
        caller=caller,
        place=place,
        member=post.member,
        visitor=post.visitor,
        fingerprint=fingerprint,
        submission=submission,
    )


def _team_name(settings: SiteSettings, site: Site) -> str:
    return build_team_name(settings.team_name, site.title, site.name)


def _writer(member: Member | None) -> Writer:
    if member is None:
        return Writer.GUEST
    return Writer.ABSENT if member.letter else Writer.MEMBER


def _judge(case: PostCase) -> Judged:
    draft = case.caller.draft
    rendered = rendering.render_markdown(draft.body, images=case.place.settings.images)
    links = rendered.links + ((draft.website,) if draft.website else ())
    submission = replace(
        case.submission,
        text=draft.body,
        name=draft.name,
        website=draft.website,
        links=links,
        is_trapped=draft.is_trapped,
        seconds=draft.seconds,
    )
    decision = moderation.judge(submission, case.place.settings)
    return Judged(rendered, links, build_search_text(draft.name, draft.body), submission, decision)


def _judge_again(case: PostCase, judged: Judged, terms: Terms) -> Judged:
    """Judge by what holds now, should that be something else than when the post came: it costs no rendering."""
    submission = with_terms(judged.submission, terms)
    if submission == judged.submission:
        return judged
    return replace(judged, decision=moderation.judge(submission, case.place.settings))


def _write(
    session: Session, instance: Instance, case: PostCase, judged: Judged, remembered: RememberedAnswer | None
) -> PostAnswer:
    caller = case.caller
    draft, now = caller.draft, caller.now
    thread = lock_thread_of(session, instance, caller.site_id, draft, now)
    admission = admit(session, thread, caller)
    judged = _judge_again(case, judged, admission.terms)
    if suspect := find_suspect(case, judged.links):
        check_bans(session, instance, caller.site_id, suspect)
    describe_thread(thread, draft, judged.decision.status, is_member=case.member is not None)
    comment = build_comment(session, instance, case, judged, (thread, admission.parent))
    if thread.created == now:
        enqueue_naming(session, thread, now)
    enqueue_replies(session, comment, now)
    queries.add_comment(session, thread, comment)
    record_judgement(session, comment, judged.decision, "post", now)
    if case.member:
        record_member(session, instance, (thread, comment), case.member)
    if draft.subscribe:
        subscribe_author(session, instance, comment, now)
    if case.member is None and case.place.settings.posts_limit:
        instance.limiter.count(caller.marks.subjects, str(caller.site_id), SqlCounters(session))
    until = edit_until(comment.created, case.place.settings.edit_window)
    status = seen_by_author(Status(comment.status))
    usually = load_usual(session, caller.site_id, now) if status is Status.PENDING else None
    answer = build_answer(thread, comment, status, until, usually)
    if remembered:
        remember_answer(session, remembered, answer)
    enqueue_alert(session, comment, now)
    return answer
