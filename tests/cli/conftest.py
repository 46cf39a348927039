"""Fixtures: the command as one types it, in the data folder of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from discuss.cli import command

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.config import Settings


@pytest.fixture
def call(settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(settings.data_dir)
    env = {"DISCUSS_DATABASE_URL": settings.database_url, "DISCUSS_SECRET_KEY": settings.secret_key}

    def call(*words: str, given: str = "") -> Result:
        session.rollback()  # what the test still reads would keep the command from writing
        return CliRunner().invoke(command, words, env=env, input=given)

    return call
