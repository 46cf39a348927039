"""A real mail server, for what is told by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.notifications.office import open_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.notifications.office import Office


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as office:
        yield office
