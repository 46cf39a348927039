"""What other rules would have done to the last comments of a site. Reads alone; nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discuss.domain.measures import Cause
from discuss.domain.permissions import Action
from discuss.domain.settings import load_settings, set_settings
from discuss.domain.status import Kind, Status
from discuss.moderation.memory import Past
from discuss.moderation.rehearsal import Happening, Rehearsal, Story, Told, Word, rehearse
from discuss.rendering.links import list_links
from discuss.services.access import access_site
from discuss.services.tuning import check_names
from discuss.store.queries import rehearsals as queries
from discuss.store.queries.lines import load_lines
from discuss.store.queries.retention import ERASED
from discuss.store.session import reading_one_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.domain.settings import SiteSettings
    from discuss.store.queries.rehearsals import Span
    from discuss.store.rows import AnyRow

MOST = 10_000
_STATUS = {status.value: status for status in Status}
_WORDS = {Status.APPROVED: Word.APPROVED, Status.PENDING: None}
# What a form, a pace or a measure of the team said is not kept; where a comment waited for it, the log tells.
_TOLD_BY_LOG: dict[str, dict[str, Any]] = {
    "hidden-field": {"is_trapped": True},
    "too-fast": {"seconds": 0},
    "busy": {"is_busy": True},
    "flood": {"is_flood": True},
    **{cause.value: {"held_by": cause.value} for cause in (Cause.STORM, Cause.CALM, Cause.AWAY)},
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change of settings would have done. `lines`: what is shown of the examples, by the comments' ids."""

    settings: SiteSettings
    found: Rehearsal
    lines: dict[int, AnyRow]


def try_rules(session: Session, actor: Actor, site: str, changes: Mapping[str, str]) -> Trial:
    """Judge the last comments by the site's settings and by changed ones.

    Raises UnknownSite, NotAllowed, Invalid naming every wrong setting.
    """
    check_names(changes)
    with reading_one_moment(session):
        row = access_site(session, actor, site, Action.SET_SITE)
        present = load_settings(row.settings)
        changed = set_settings(present, changes)
        found = rehearse(read_story(session, queries.find_span(session, row.id, MOST)), present, changed)
        examples = (*found.caught.examples, *found.released.examples)
        return Trial(changed, found, load_lines(session, [each.comment for each in examples]))


def read_story(session: Session, span: Span) -> Story:
    """Read what there is to tell of the last comments, within one moment of the database."""
    earlier = queries.list_earlier(session, span)
    changes = queries.list_changes(session, span, [row.id for row in earlier])
    known = _read_log(changes, queries.list_held_for(session, span, _TOLD_BY_LOG))
    happenings = [Happening(row.at, row.comment_id, Status(row.after)) for row in changes]
    happenings += _read_reports(session, span, earlier)
    happenings.sort(key=lambda each: each.at)  # stable: what happened in one millisecond stays in the log's order
    return Story(
        {row.id: row.stir for row in queries.list_stirs(session, span)},
        [_view_past(row, known) for row in earlier],
        happenings,
        (_view_told(row, known) for row in queries.iterate_last(session, span)),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the log tells of comments: their first statuses, what people said last, and for what they waited."""

    first: dict[int, Status]
    words: dict[int, Word | None]
    facts: dict[int, dict[str, Any]]


def _read_log(changes: Sequence[AnyRow], held: Sequence[AnyRow]) -> _Known:
    known = _Known({}, {}, {})
    for row in changes:
        known.first.setdefault(row.comment_id, Status(row.before))
        if row.actor == "member":
            known.words[row.comment_id] = _WORDS.get(Status(row.after), Word.REFUSED)
    for row in held:
        known.facts.setdefault(row.comment_id, {}).update(_TOLD_BY_LOG[row.reason])
    return known


def _read_reports(session: Session, span: Span, earlier: Sequence[AnyRow]) -> Iterator[Happening]:
    for row in queries.list_reports(session, span, [row.id for row in earlier]):
        yield Happening(row.at, row.comment_id, reports=1)
        if row.settled is not None:
            yield Happening(row.settled, row.comment_id, reports=-1)


def _view_past(row: AnyRow, known: _Known) -> Past:
    first = known.first.get(row.id) or _STATUS[row.status]
    return Past(row.id, row.thread_id, row.created, row.reader, row.address, row.fingerprint, first)


def _view_told(row: AnyRow, known: _Known) -> Told:
    website = (row.author_url,) if row.author_url else ()
    facts = {
        "text": row.body,
        "name": row.author_name,
        "website": row.author_url,
        "links": (*list_links(row.body_html), *website),
    }
    return Told(
        past=_view_past(row, known),
        facts=facts | known.facts.get(row.id, {}),
        is_judged=_is_judged(row),
        word=Word.APPROVED if row.vouched else known.words.get(row.id),
    )


def _is_judged(row: AnyRow) -> bool:
    """Say whether rules look at it: at what readers write here, as long as its text is there."""
    is_theirs = row.author_role is None and row.source is None and row.channel is None
    return is_theirs and row.kind == Kind.COMMENT and row.rendered_by != ERASED
