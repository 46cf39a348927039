"""What everybody may read of a team's decisions, where the site's owner wants that: counts, and closed discussions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from discuss.domain import counted
from discuss.domain.decisions import REASONS, Deed
from discuss.domain.thread import build_state
from discuss.errors import NotFound
from discuss.services.places import load_site
from discuss.services.regimes import view_closing
from discuss.services.views import SiteView, ThreadView
from discuss.store.queries import decided as queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from discuss.domain.counted import Count
    from discuss.store.tables import Thread

OUTCOMES = (Deed.APPROVE, Deed.REJECT, Deed.SPAM, Deed.DELETE)
MOST_CLOSED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHead:
    """All that a page depends on: the site, the last day that is counted, and what is closed now."""

    site: SiteView
    day: date
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
    with reading(session):
        threads = [_view(thread, now) for thread in queries.list_closed(session, site.id, MOST_CLOSED)]
    day = counted.last_day(now, ZoneInfo(site.settings.timezone))
    return PublicHead(site=site, day=day, closed=[thread for thread in threads if thread.closing])


def load_public_counts(session: Session, head: PublicHead) -> PublicCounts:
    """Count over whole days that are over, so that this stays the same all day."""
    bounds = counted.build_bounds(head.day, ZoneInfo(head.site.settings.timezone))
    with reading(session):
        rows = queries.count_by_reason(session, head.site.id, OUTCOMES, bounds)
    outcomes = counted.build_counts((action, numbers) for action, _, numbers in rows)
    reasons = ((reason, numbers) for action, reason, numbers in rows if action != Deed.APPROVE and reason in REASONS)
    return PublicCounts(outcomes, counted.build_counts((reason or "", numbers) for reason, numbers in reasons))


def _view(thread: Thread, now: int) -> ThreadView:
    return ThreadView(
        id=thread.id,
        key=thread.key,
        url=thread.url,
        title=thread.title,
        count=thread.count,
        version=thread.version,
        closing=build_state(view_closing(thread), now),
    )
