"""The queue by forms alone: what is shown of each item, decisions, undo, collisions, paging."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.dashboard.moderating import Browser, Team, see

if TYPE_CHECKING:
    from collections.abc import Callable

QUEUE = "/moderate/town/"


@pytest.mark.parametrize(
    ("deed", "status"),
    [("approve", "approved"), ("reject", "rejected"), ("spam", "spam"), ("delete", "deleted")],
)
def test_one_press_decides_and_one_takes_it_back(mo: Browser, team: Team, deed: str, status: str) -> None:
    first, second = team.hold("One", "Two")
    page = mo.see(QUEUE)
    assert page.items == [str(first), str(second)]
    assert mo.press(page, deed).location == QUEUE
    assert team.status(first) == status
    after = mo.see(QUEUE)
    assert after.items == [str(second)]
    assert mo.undo(after).location == QUEUE
    assert team.status(first) == "pending"
    assert mo.see(QUEUE).items == [str(first), str(second)]


def test_what_was_done_is_said_once(mo: Browser, team: Team) -> None:
    team.hold("One")
    mo.press(mo.see(QUEUE), "approve")
    assert "Published." in mo.see(QUEUE).text
    assert "Published." not in mo.see(QUEUE).text


def test_an_item_comes_with_all_that_one_wants_to_know(mo: Browser, team: Team) -> None:
    root = team.say("The first word", name="Ruth")
    team.set_site(premoderation="all")
    team.say("The *second* word", name="Ann", parent=root)
    team.flag(root, note="She means me")
    page = mo.see(QUEUE)
    assert page.items[0] == str(root), "what is about a person goes first"
    for words in (
        "it is about me",
        "She means me",
        "Answers Ruth:",
        "The first word",
        "Every comment on this site waits",
    ):
        assert words in page.text
    assert "https://town.example/a" in page.links


def test_a_flagged_comment_is_fine_as_it_is(mo: Browser, team: Team) -> None:
    comment = team.say("Quite harmless")
    team.flag(comment)
    page = mo.see(QUEUE)
    assert "Fine as it is" in page.text
    mo.press(page, "approve")
    assert mo.see(QUEUE).items == []
    assert team.status(comment) == "approved"


def test_two_who_decide_do_not_overwrite_each_other(enter: Callable[[str], Browser], team: Team) -> None:
    (comment,) = team.hold("One")
    mo, owner = enter("moderator"), enter("owner")
    seen = mo.see(QUEUE)
    owner.press(owner.see(QUEUE), "approve")
    mo.press(seen, "spam")
    assert team.status(comment) == "approved"
    answer = mo.see(QUEUE)
    assert "Somebody else decided meanwhile: published." in answer.text
    assert not any(form.action.endswith("/undo") for form in answer.forms)


def test_several_are_decided_at_once_and_undone_at_once(mo: Browser, team: Team) -> None:
    ids = team.hold("One", "Two", "Three")
    page = mo.see(QUEUE)
    items = [
        dict(form.fields)["items"]
        for form in page.forms
        if form.action.endswith("/decide") and "items" in dict(form.fields)
    ]
    assert mo.post("/moderate/town/decide", items=items[:2], deed="spam").status_code == 303
    assert [team.status(each) for each in ids] == ["spam", "spam", "pending"]
    after = mo.see(QUEUE)
    assert "2 comments put with the spam." in after.text
    mo.undo(after)
    assert [team.status(each) for each in ids] == ["pending"] * 3


def test_an_edit_that_waits_stands_beside_what_is_shown(mo: Browser, team: Team) -> None:
    comment = team.say("As it was")
    team.edit(comment, "As it became")
    page = mo.see(QUEUE)
    assert "As it was" in page.text
    assert "As it became" in page.text
    assert "Publish the change" in page.text


def test_each_state_has_its_page_and_its_way_back(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("One")
    mo.press(mo.see(QUEUE), "delete")
    page = mo.see(f"{QUEUE}?state=deleted")
    assert page.items == [str(comment)]
    assert mo.press(page, "restore").location == f"{QUEUE}?state=deleted"
    assert team.status(comment) == "pending"


def test_an_unknown_state_shows_what_waits(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("One")
    assert mo.see(f"{QUEUE}?state=nonsense").items == [str(comment)]


def test_a_long_queue_comes_in_pages(mo: Browser, team: Team) -> None:
    ids = [str(each) for each in team.hold(*(f"Number {n}" for n in range(30)))]
    first = mo.see(QUEUE)
    (following,) = [link for link in first.links if "cursor=" in link]
    assert first.items + mo.see(following).items == ids


def test_a_reason_and_a_word_for_the_team_go_into_the_log(mo: Browser, team: Team) -> None:
    team.hold("One")
    mo.press(mo.see(QUEUE), "reject", reason="off-topic", note="Third time this week")
    log = mo.see("/moderate/town/log").text
    assert "Not about the page" in log
    assert "Third time this week" in log
    assert "The moderator" in log


@pytest.mark.parametrize(
    "data",
    [
        {"deed": "approve"},
        {"items": "x", "deed": "approve"},
        {"items": "1-x", "deed": "approve"},
        {"items": "1-99999999999", "deed": "approve"},
        {"items": f"{2**64}-1", "deed": "approve"},
        {"items": "1-1", "deed": "nonsense"},
        {"items": "1-1", "deed": "edit"},
        {"items": "1-1", "deed": "approve", "reason": "x" * 100},
        {"items": "1-1", "deed": "approve", "note": "x" * 2000},
        {"items": "1-1", "deed": "approve", "note": "a\x00b"},
        {"items": ["1-1", "1-1"], "deed": "approve"},
    ],
)
def test_a_form_that_is_not_ours_is_refused_in_words(mo: Browser, team: Team, data: dict[str, str]) -> None:
    team.hold("One")
    answer = mo.post("/moderate/town/decide", **data)
    assert answer.status_code == 422
    see(answer)


@pytest.mark.parametrize("query", ["cursor=x", "cursor=2-1", "cursor=0-%00", f"cursor=0-{'9' * 30}"])
def test_a_cursor_that_is_not_ours_is_refused_in_words(mo: Browser, query: str) -> None:
    answer = mo.get(f"{QUEUE}?{query}")
    assert answer.status_code == 422
    see(answer)


def test_the_page_is_german_on_a_german_site(mo: Browser, team: Team) -> None:
    team.set_site(language="de")
    assert "Nichts wartet. Danke!" in mo.see(QUEUE).text
