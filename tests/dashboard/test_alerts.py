"""Being told: everybody's own choice, and the quiet word where nobody is told at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from discuss.store.session import writing
from discuss.store.tables import User
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.dashboard.moderating import Browser, Team

QUEUE = "/moderate/town/"
ALERTS = "/moderate/town/alerts"
MAIL = f"{ALERTS}/mail"
NOBODY = "At present nobody is told when a comment waits."


def test_everybody_chooses_for_themselves(enter: Callable[[str], Browser], team: Team) -> None:
    assert team.session
    owner, moderator = enter("owner"), enter("moderator")
    moderator.post(MAIL, mail="off")
    assert "You get no mail at" in moderator.see(ALERTS).text
    assert "You get a mail at" in owner.see(ALERTS).text
    moderator.post(MAIL, mail="on")
    assert "You get a mail at" in moderator.see(ALERTS).text


def test_owners_see_on_the_queue_that_nobody_is_told(enter: Callable[[str], Browser], team: Team) -> None:
    team.hold("One")
    owner, moderator = enter("owner"), enter("moderator")
    moderator.post(MAIL, mail="off")
    assert NOBODY not in owner.see(QUEUE).text, "the owner still is"
    owner.post(MAIL, mail="off")
    page = owner.see(QUEUE)
    assert NOBODY in page.text
    assert ALERTS in page.links
    assert NOBODY not in moderator.see(QUEUE).text, "who cannot mend it is left alone"
    moderator.post(MAIL, mail="on")
    assert NOBODY not in owner.see(QUEUE).text


def test_a_try_that_fails_says_so(enter: Callable[[str], Browser], team: Team) -> None:
    assert team.session
    owner = enter("owner")
    answer = owner.post(f"{ALERTS}/try")
    assert answer.status_code == 422
    assert "The mail did not leave." in answer.text


@pytest.mark.parametrize("name", TRICKS)
def test_names_are_only_text(enter: Callable[[str], Browser], team: Team, name: str) -> None:
    with writing(team.session):
        team.session.execute(update(User).where(User.email == "moderator@team.example").values(name=name[:100]))
    enter("owner").see(ALERTS)  # which looks for everything strange
