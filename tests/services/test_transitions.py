"""Whatever happens to comments in whatever order: nothing that belongs together comes apart, and undoing is exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.turning import Discussion
from tests.services.writers import Writers
from tests.sizes import RUNS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

TURNS = settings(
    max_examples=RUNS, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


def test_no_order_of_events_takes_a_discussion_apart(session: Session, instance: Instance, site: Site) -> None:
    writers = Writers(session, instance)
    writers.set(posts_limit="off", words="pills", premoderation="none")
    moderator = writers.add_moderator()
    assert site.id in moderator.roles
    run_state_machine_as_test(lambda: Discussion(writers, moderator), settings=TURNS)  # type: ignore[arg-type]
