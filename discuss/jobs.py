"""The loop that runs due jobs."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance


def run_due(session: Session, instance: Instance) -> int:
    """Do what is due and say how much that was."""
    return 0


def run_forever(session: Session, instance: Instance) -> None:
    """Run due jobs until SIGTERM or SIGINT."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    while not stop.wait(1):
        run_due(session, instance)
