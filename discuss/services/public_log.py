"""What everybody may read of a team's decisions, where the site's owner wants that: counts, and closed discussions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from discuss.domain import counted
from discuss.domain.decisions import REASONS, Deed
from discuss.domain.thread import ThreadFacts, build_regime
from discuss.errors import NotFound
from discuss.services.places import load_site
from discuss.services.regimes import view_facts, view_measures
from discuss.services.views import SiteView, ThreadView
from discuss.store.queries import decided as queries, measures as measure_queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from discuss.domain.counted import Count
    from discuss.domain.thread import Closing, Regime
    from discuss.store.tables import Thread

OUTCOMES = (Deed.APPROVE, Deed.REJECT, Deed.SPAM, Deed.DELETE)
MOST_CLOSED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHead:
    """All that a page depends on: the site, the last day that is counted, and what is closed now.

    `whole`: the closing of the whole site, told once and not for each thread.
    """

    site: SiteView
    day: date
    whole: Closing | None
    closed: list[ThreadView]


@dataclass(frozen=True, slots=True)
class PublicCounts:
    """By what was decided, and by the reasons that members gave for turning something down."""

    outcomes: list[Count]
    reasons: list[Count]


def load_public_head(session: Session, name: str, now: int) -> PublicHead:
    """Raises UnknownSite, and NotFound where the site tells nothing."""
    site = load_site(session, name)
    if not site.settings.public_log:
        raise NotFound
    settings = site.settings
    before = (_so_long_ago(now, settings.close_after), _so_long_ago(now, settings.close_quiet))
    with reading(session):
        measures = view_measures(measure_queries.load_all_measures(session, site.id, now))
        threads = queries.list_closable(session, site.id, before, MOST_CLOSED)
    own = [each for each in measures if each.thread is not None]
    views = [_view(thread, build_regime(view_facts(thread), own, settings, now)) for thread in threads]
    return PublicHead(
        site=site,
        day=counted.last_day(now, ZoneInfo(settings.timezone)),
        whole=build_regime(ThreadFacts(), measures, settings, now).closing,
        closed=sorted((view for view in views if view.closing), key=_closed_at, reverse=True)[:MOST_CLOSED],
    )


def load_public_counts(session: Session, head: PublicHead) -> PublicCounts:
    """Count over whole days that are over, so that this stays the same all day."""
    bounds = counted.build_bounds(head.day, ZoneInfo(head.site.settings.timezone))
    with reading(session):
        rows = queries.count_by_reason(session, head.site.id, OUTCOMES, bounds)
    outcomes = counted.build_counts((action, numbers) for action, _, numbers in rows)
    reasons = ((reason, numbers) for action, reason, numbers in rows if action != Deed.APPROVE and reason in REASONS)
    return PublicCounts(outcomes, counted.build_counts((reason or "", numbers) for reason, numbers in reasons))


def _so_long_ago(now: int, seconds: int) -> int | None:
    return now - seconds * 1000 if seconds else None


def _closed_at(thread: ThreadView) -> int:
    return thread.closing.at if thread.closing else 0


def _view(thread: Thread, regime: Regime) -> ThreadView:
    return ThreadView(
        id=thread.id,
        key=thread.key,
        url=thread.url,
        title=thread.title,
        count=thread.count,
        version=thread.version,
        closing=regime.closing,
    )
