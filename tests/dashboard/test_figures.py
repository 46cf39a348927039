"""The page of the figures: what waits, and the chart that the server draws, with what it shows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.status import Status
from tests.dashboard.moderating import see

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.dashboard.moderating import Browser, Team

FIGURES = "/moderate/town/figures"


def test_without_decisions_there_is_no_chart(mo: Browser, team: Team) -> None:
    team.hold("One")
    answer = mo.get(FIGURES)
    assert "<svg" not in answer.text
    assert "Waiting now" in see(answer).text


def test_a_chart_says_in_words_what_it_shows(enter: Callable[[str], Browser], team: Team) -> None:
    ids = team.hold("One", "Two", "Three")
    mo, owner = enter("moderator"), enter("owner")
    for who, comment in ((mo, ids[0]), (mo, ids[1]), (owner, ids[2])):
        who.press(who.see("/moderate/town/"), "approve")
        assert team.status(comment) == Status.APPROVED
    page = mo.get(FIGURES).text
    assert page.count("<svg") == 1
    assert 'role="img"' in page
    drawn = page[page.index("<svg") : page.index("</svg>")]
    assert "<title" in drawn
    assert "<desc" in drawn
    assert drawn.count("<rect") >= 2
    text = see(mo.get(FIGURES)).text
    assert "3 decisions of the team in 30 days, 2 of them yours." in text
    assert "3 decisions of the team in 30 days, 1 of them yours." in see(owner.get(FIGURES)).text
