"""What is looked at: an installation, opened so that nothing in it changes."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from discuss.config import Settings, find_env_files, survey_settings
from discuss.errors import SetupError
from discuss.outbound import ANYWHERE, Way, fetch
from discuss.store.looking import find_file, open_for_looking
from discuss.store.migrate import is_migrated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from discuss.outbound import Answer

MOUNTS = Path("/proc/self/mountinfo")
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Who:
    """The user of the system who would run the service: this process's own."""

    user: int = field(default_factory=os.geteuid)
    groups: frozenset[int] = field(default_factory=lambda: frozenset({os.getegid(), *os.getgroups()}))


@dataclass(frozen=True, kw_only=True)
class House:
    """`complaints`: what of the settings cannot be read. `env_files`: where they may stand. `mounts`: of the system."""

    settings: Settings
    complaints: tuple[str, ...] = ()
    env_files: tuple[Path, ...] = ()
    who: Who = field(default_factory=Who)
    mounts: Path | None = None
    clock: Callable[[], int] = lambda: int(time() * 1000)

    @cached_property
    def engine(self) -> Engine:
        """Raises SetupError for a database that is not supported."""
        return open_for_looking(self.settings.database)

    @cached_property
    def file(self) -> Path | None:
        """The file of an SQLite database; None for any other, and for what is no address of one."""
        try:
            return find_file(self.settings.database)
        except SetupError:
            return None

    @cached_property
    def has_tables(self) -> bool:
        """Whether the database can be read and is of this release."""
        try:
            with self.engine.connect() as connection:
                return is_migrated(connection)
        except Exception:  # noqa: BLE001 - another item says what is wrong
            return False

    @cached_property
    def visit(self) -> Answer:
        """What answers at the public address. Raises FetchFailed."""
        way = Way(allow=ANYWHERE, seconds=_SECONDS, most_bytes=10_000)
        return fetch(f"{self.settings.base_url}/healthz", way)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session

    def close(self) -> None:
        if "engine" in self.__dict__:
            self.engine.dispose()


def survey_house() -> House:
    """Give the installation that the settings name, however broken they are."""
    settings, complaints = survey_settings()
    return House(settings=settings, complaints=complaints, env_files=find_env_files(settings))


def visit_house(settings: Settings) -> House:
    """Give the installation that is running with `settings`."""
    return House(settings=settings, env_files=find_env_files(settings))
