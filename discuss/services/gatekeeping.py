"""The gates of a post, asked when it comes and again in the writing transaction: what is closed, slow, or gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from discuss.domain.gates import check_open, check_parent, check_slow
from discuss.domain.ids import build_id
from discuss.domain.measures import Spot, Terms, find_terms
from discuss.domain.status import Status
from discuss.domain.thread import last_stir
from discuss.services.regimes import load_regime, view_facts
from discuss.store.queries import comments as queries, measures as measure_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.drafts import Draft
    from discuss.domain.measures import Measure
    from discuss.domain.settings import SiteSettings
    from discuss.moderation import Submission
    from discuss.services.identity import Marks
    from discuss.services.voices import Member
    from discuss.store.tables import Comment, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who wants to post what, where and when."""

    site_id: int
    settings: SiteSettings
    draft: Draft
    marks: Marks
    member: Member | None
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What the gates found: the parent, what is to be judged by, and for how many seconds nobody was heard."""

    parent: Comment | None
    terms: Terms
    silence: int


def admit(session: Session, thread: Thread | None, caller: Caller) -> Admission:
    """Refuse what the state of the thread forbids.

    Where it goes slowly members may answer, and where it is closed those who have the last word.

    Raises ThreadClosed, LimitReached, Invalid.
    """
    parent = _find_parent(session, caller.draft)
    root = (parent.root_id or parent.id) if parent else None
    spot = Spot(thread.id if thread else None, root)
    facts = view_facts(thread, caller.draft.published)
    regime = load_regime(session, caller.site_id, facts, caller.settings, caller.now)
    terms = find_terms(regime.measures, spot, caller.now)
    if caller.member is None or not caller.member.has_last_word:
        check_open(regime, caller.now, is_reply=caller.draft.parent is not None, root=root)
    if caller.member is None:
        for measure in terms.slow:
            _check_slow(session, measure, spot, caller)
    if caller.draft.parent is not None:
        check_parent(parent.thread_id if parent else None, Status(parent.status) if parent else None, spot.thread)
    return Admission(parent=parent, terms=terms, silence=measure_silence(last_stir(facts), caller.now))


def with_terms(submission: Submission, terms: Terms) -> Submission:
    """Tell the rules what the measures say."""
    return replace(
        submission,
        held_by=terms.hold.cause if terms.hold else None,
        newcomers_held_by=terms.newcomers.cause if terms.newcomers else None,
    )


def measure_silence(stir: int | None, now: int) -> int:
    return max(0, now - stir) // 1000 if stir is not None else 0


def _find_parent(session: Session, draft: Draft) -> Comment | None:
    return queries.find_comment(session, draft.parent) if draft.parent is not None else None


def _check_slow(session: Session, measure: Measure, spot: Spot, caller: Caller) -> None:
    """Ask when this person last wrote on the ground of the measure. Before there is a thread nobody has."""
    if spot.thread is None:
        return
    since = build_id(max(0, caller.now - (measure.pace or 0) * 1000), 0)
    who = (caller.marks.reader, caller.marks.address)
    last = measure_queries.find_last_post(session, (spot.thread, measure.root), who, since)
    check_slow(measure, last, caller.now)
