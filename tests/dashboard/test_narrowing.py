"""The queue narrowed down, waves, and what the team says to each other, by forms alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from discuss.store.session import writing
from discuss.store.tables import Comment
from tests.dashboard.moderating import Browser, Team, see
from tests.services.writers import LONG

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.dashboard.moderating import View

QUEUE = "/moderate/town/"


def send(mo: Browser, page: View, action: str, **more: str) -> None:
    """Send the first form of a page that leads there."""
    form = next(form for form in page.forms if form.action.endswith(action))
    answer = mo.client.post(form.action, data=dict(form.fields) | more)
    assert answer.status_code == 303, answer.text


def test_the_queue_is_narrowed_down_and_stays_so(mo: Browser, team: Team) -> None:
    first, second = team.hold("About the ferry", "About the ferry as well")
    other = team.say("Something else", name="Bea", page="/b")
    for query, found in {
        "q=FERR": [first, second],
        "by=Bea": [other],
        "page=/b": [other],
        "why=premoderated": [first, second, other],
        "why=spam": [],
        "from=2000-01-01&to=2001-01-01": [],
        f"person={other}": [],  # who gave no key is nobody we know
    }.items():
        page = mo.see(f"{QUEUE}?{query}")
        assert page.items == [str(each) for each in found], query
        assert "Only a part is shown." in page.text
    page = mo.see(f"{QUEUE}?q=ferry")
    assert mo.press(page, "approve").location == f"{QUEUE}?q=ferry"
    assert mo.see(f"{QUEUE}?q=ferry").items == [str(second)]


@pytest.mark.parametrize(
    "query", ["q=!!", "q=%00", "why=x", "from=x", "to=9999-12-31", "like=x", "person=x", "page=null"]
)
def test_what_cannot_be_is_refused_in_words(mo: Browser, query: str) -> None:
    answer = mo.get(f"{QUEUE}?{query}")
    assert answer.status_code == 422
    see(answer)


def test_a_wave_is_one_item_with_one_decision(mo: Browser, team: Team) -> None:
    wave = team.hold(*[LONG] * 5)
    page = mo.see(QUEUE)
    assert page.items == [str(wave[0])]
    assert "5 comments with the same text" in page.text
    late = team.say(LONG)
    mo.press(page, "spam")
    assert [team.status(each) for each in wave] == ["spam"] * 5
    assert team.status(late) == "pending", "what came later was not seen"
    after = mo.see(QUEUE)
    assert "5 comments put with the spam." in after.text
    mo.undo(after)
    assert [team.status(each) for each in wave] == ["pending"] * 5
    assert mo.see(f"{QUEUE}?like={wave[0]}").items == [str(each) for each in (*wave, late)]


def test_the_others_are_asked_with_a_word(mo: Browser, enter: Callable[[str], Browser], team: Team) -> None:
    (comment,) = team.hold("One")
    send(mo, mo.see(QUEUE), "/ask", word="Is this <b>Ruth</b>?")
    assert "Left to the others" in mo.see(QUEUE).text
    page = enter("owner").see(f"{QUEUE}?asked=1")
    assert page.items == [str(comment)]
    assert "The moderator asks the others: Is this <b>Ruth</b>?" in page.text
    assert "left to the others" in mo.see("/moderate/town/log").text


def test_a_note_stands_on_top_until_it_is_taken_back(mo: Browser, enter: Callable[[str], Browser], team: Team) -> None:
    team.hold("One")
    send(mo, mo.see(QUEUE), "/notes", word="I know her")
    owner = enter("owner").see(QUEUE)
    assert "I know her" in owner.text
    assert not any(form.action.endswith("/notes/remove") for form in owner.forms)
    send(mo, mo.see(QUEUE), "/notes/remove")
    assert "I know her" not in mo.see(QUEUE).text


def test_the_record_is_in_words(mo: Browser, team: Team) -> None:
    comment, _ = team.hold("One", "Two")
    assert "We know nothing else by this reader." in mo.see(QUEUE).text
    with writing(team.session):
        team.session.execute(update(Comment).values(reader=bytes(16)))
    mo.press(mo.see(QUEUE), "approve")
    page = mo.see(QUEUE)
    assert "1 published, 0 not for us or spam, 1 waiting" in page.text
    (link,) = [link for link in page.links if "person=" in link]
    assert mo.see(link).items == [str(comment)]


def test_who_reads_is_told_to_the_others(mo: Browser, enter: Callable[[str], Browser], team: Team) -> None:
    (comment,) = team.hold("One")
    owner = enter("owner")
    assert mo.post("/moderate/town/presence", comment=comment).get_json() == {}
    assert owner.post("/moderate/town/presence").get_json() == {str(comment): ["The moderator"]}
    mo.post("/moderate/town/presence", left=comment)
    assert owner.post("/moderate/town/presence").get_json() == {}
    assert owner.post("/moderate/town/presence", comment="x").status_code == 422


def test_what_a_page_tells_by_itself_takes_away_no_way_back(mo: Browser, team: Team) -> None:
    """Its answer may come late, after a form was sent: then it must not bring the cookie of before."""
    comment, other = team.hold("One", "Two")
    for form in ({"comment": comment}, {"left": comment}, {"comment": "x"}, {"comment": 1}):
        assert "Set-Cookie" not in mo.post("/moderate/town/presence", **form).headers
    mo.press(mo.see(QUEUE), "approve")
    assert "Set-Cookie" not in mo.post("/moderate/town/presence", comment=other).headers
    assert "Undo" in mo.see(QUEUE).text
