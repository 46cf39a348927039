"""How long a comment on a site usually waits for the team, for who waits now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.usual import LOOKED_AT, LOOKED_BACK, measure_usual
from discuss.store.queries.waits import load_waits

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.usual import Usually


def load_usual(session: Session, site_id: int, now: int) -> Usually | None:
    """Load it from the last decisions. Call it within a transaction."""
    return measure_usual(load_waits(session, site_id, now - LOOKED_BACK, LOOKED_AT))
