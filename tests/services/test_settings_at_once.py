"""Owners, the command and the rules' page setting something of one site at the same moment: nobody undoes another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from discuss.domain.permissions import Role
from discuss.domain.settings import load_settings
from discuss.services import house_rules, sites, tuning
from discuss.services.tuning import Tuning
from tests.services.writers import Writers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

ROUNDS = 10


def test_who_sets_something_at_once_loses_nothing(
    engine: Engine, session: Session, instance: Instance, site: Site
) -> None:
    writers = Writers(session, instance)
    owner = writers.add_moderator(Role.OWNER)
    writers.add_moderator(Role.MODERATOR)
    before = sites.access_site(session, site.name).revision
    ways: list[Callable[[Session, int], object]] = [
        lambda own, number: sites.set_site(own, "town", {"max_depth": str(number + 1)}),
        lambda own, number: sites.set_site(own, "town", {"flags_hold": str(number + 1)}),
        lambda own, number: sites.set_role(own, "moderator@town.example", "town", list(Role)[number % 2]),
        lambda own, number: house_rules.set_house_rules(own, owner, "town", f"Be kind, {number}"),
        lambda own, number: tuning.save_rules(own, instance, owner, "town", Tuning({"max_links": str(number + 1)})),
    ]
    barrier = Barrier(len(ways))

    def work(way: Callable[[Session, int], object]) -> None:
        with Session(engine, expire_on_commit=False) as own:
            for number in range(ROUNDS):
                barrier.wait(timeout=60)
                way(own, number)

    with ThreadPoolExecutor(len(ways)) as people:
        for done in [people.submit(work, way) for way in ways]:
            done.result()
    session.expire_all()
    after = sites.access_site(session, site.name)
    settings = load_settings(after.settings)
    assert after.revision == before + len(ways) * ROUNDS
    assert (settings.max_depth, settings.flags_hold, settings.max_links) == (ROUNDS, ROUNDS, ROUNDS)
    assert settings.house_rules == f"Be kind, {ROUNDS - 1}"
