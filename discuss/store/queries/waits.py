"""How long comments waited until somebody from the team decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from discuss.domain.status import Status
from discuss.store.tables import DECIDED, LogEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def load_waits(session: Session, site_id: int, since: int, limit: int) -> Sequence[int]:
    """Read how many milliseconds passed between post and decision, for the last `limit` decisions, none before `since`.

    Of what was published or not for the site; spam is thrown out by the hundred. The index of DECIDED has no others, so
    it costs the same however long the log is.
    """
    decided = (
        select(LogEntry.comment_id, LogEntry.at)
        .where(LogEntry.site_id == site_id, text(DECIDED))
        .order_by(LogEntry.id.desc())
        .limit(limit)
        .subquery()
    )
    posted = LogEntry.__table__.alias("posted")
    is_post = (posted.c.action == "post", posted.c.after == Status.PENDING.value)
    statement = (
        select(decided.c.comment_id, decided.c.at - posted.c.at)
        .join(posted, posted.c.comment_id == decided.c.comment_id)
        .where(*is_post, decided.c.at >= since)
    )
    return list({row[0]: row[1] for row in session.execute(statement)}.values())
