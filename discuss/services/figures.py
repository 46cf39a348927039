"""How a team's work goes: what waits, what was decided, how long that took, and what the rules were good for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from discuss.domain import figures
from discuss.domain.decisions import Deed
from discuss.domain.permissions import Action
from discuss.domain.settings import load_settings
from discuss.services.access import access_site
from discuss.store.queries import figures as queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.figures import Day
    from discuss.domain.permissions import Actor

DECISIONS = frozenset(Deed) - {Deed.PIN, Deed.UNPIN}
MOST_WAITS = 1000


@dataclass(frozen=True, slots=True)
class ReasonFigures:
    """Why rules let things wait, how many, and in per cent how much of that people published once they had decided."""

    reason: str
    held: int
    published: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresView:
    """Of the last days; times in milliseconds. What one person did is told to that person alone."""

    oldest: int | None
    days: list[Day]
    median: int | None
    most: int | None
    arrived: int
    held: int
    reasons: list[ReasonFigures]

    @property
    def share(self) -> int | None:
        return figures.percent_of(min(self.held, self.arrived), self.arrived)


def load_figures(session: Session, actor: Actor, name: str, now: int) -> FiguresView:
    """Load them in a constant number of statements. Raises UnknownSite, NotAllowed."""
    with reading(session):
        site = access_site(session, actor, name, Action.SEE_HELD)
        zone, number = ZoneInfo(load_settings(site.settings).timezone), site.id
        since = figures.first_moment(now, zone)
        oldest = queries.find_oldest_waiting(session, number)
        quarters = queries.count_quarters(session, number, DECISIONS, since, actor.user_id)
        waits = queries.list_waits(session, number, since, MOST_WAITS)
        return FiguresView(
            oldest=now - oldest if oldest is not None else None,
            days=figures.build_days(quarters, now, zone),
            median=figures.find_share(waits, 50),
            most=figures.find_share(waits, 90),
            arrived=queries.count_arrived(session, number, since),
            held=queries.count_held(session, number, since),
            reasons=_load_reasons(session, number, since),
        )


def _load_reasons(session: Session, site_id: int, since: int) -> list[ReasonFigures]:
    """Give the most frequent first."""
    rows = [
        ReasonFigures(row.reason, row.held, figures.percent_of(row.published, row.published + row.removed))
        for row in queries.count_by_reason(session, site_id, since)
    ]
    return sorted(rows, key=lambda row: (-row.held, row.reason))
