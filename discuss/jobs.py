"""The loop that runs due jobs."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import structlog

from discuss.domain.times import HOUR
from discuss.services import (
    alert_mails,
    alerting,
    author_mails,
    backup_copies,
    backups,
    hook_messages,
    mondays,
    naming_authors,
    notifying,
    password_mails,
    rerendering,
    retention,
    welcoming,
)
from discuss.services.outbox import do_next, ensure_periodic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler, Next

log = structlog.get_logger("discuss.jobs")


def _rerender(session: Session, instance: Instance, _payload: object) -> None:
    rerendering.rerender_stale(session, instance)


HANDLERS: Mapping[str, Handler] = {
    "retention": lambda session, instance, _payload: retention.sweep(session, instance),
    "rerender": _rerender,
    **backup_copies.HANDLERS,
    **alerting.HANDLERS,
    **alert_mails.HANDLERS,
    **author_mails.HANDLERS,
    **hook_messages.HANDLERS,
    **mondays.HANDLERS,
    **naming_authors.HANDLERS,
    **notifying.HANDLERS,
    **password_mails.HANDLERS,
    **welcoming.HANDLERS,
}
"""What each kind of job does, given its payload. It may be done twice where a runner dies: it must stand that."""

AGAIN: Mapping[str, Next] = {
    "retention": lambda now: now + HOUR,
    "backup": backups.next_night,
    "reminders": lambda now: now + HOUR,
    "mondays": lambda now: now + HOUR // 4,
}
"""Kinds that come again, and when."""

_FIRST: Mapping[str, Next] = {"backup": backups.next_night}
# What comes again exists once: under ids that no counted job gets.
_PERIODIC_IDS = {kind: -number for number, kind in enumerate(AGAIN, start=1)}

PAUSE = 1.0  # seconds between two looks
_LONGEST_PAUSE = 60.0  # while the database is away
_MOST_AT_ONCE = 1000


def run_due(session: Session, instance: Instance) -> int:
    """Do what is due and give how many jobs succeeded. A failing one is put off, and the others go on."""
    ensure_periodic(session, instance, _PERIODIC_IDS, _FIRST)
    return _run_due(session, instance)


def _run_due(session: Session, instance: Instance, stop: threading.Event | None = None) -> int:
    done = 0
    for _ in range(_MOST_AT_ONCE):
        outcome = None if stop and stop.is_set() else do_next(session, instance, HANDLERS, AGAIN)
        if outcome is None:
            break
        done += outcome
    return done


def run_forever(session: Session, instance: Instance, stop: threading.Event | None = None) -> None:
    """Run due jobs until `stop` is set, or until SIGTERM or SIGINT where none is given; the job at hand is finished."""
    stop = stop or _stop_on_signals()
    pause, is_prepared = 0.0, False
    while not stop.wait(pause):
        try:
            if not is_prepared:
                ensure_periodic(session, instance, _PERIODIC_IDS, _FIRST)
                is_prepared = True
            _run_due(session, instance, stop)
            pause = PAUSE
        except Exception as error:  # the database may be away; it comes back
            session.invalidate()
            pause = min(max(pause, PAUSE) * 2, _LONGEST_PAUSE)
            log.warning("jobs cannot be looked up", retry_in=pause, exc_info=error)


def _stop_on_signals() -> threading.Event:
    """Give what is set by a signal. A thread takes it, since a handler that sets an event can lock itself out."""
    stop, signals = threading.Event(), {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    def wait() -> None:
        signal.sigwait(signals)
        stop.set()

    threading.Thread(target=wait, name="signals", daemon=True).start()
    return stop
