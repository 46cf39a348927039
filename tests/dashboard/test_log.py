"""The log: who or which rule, what, from, to, why, when; and the way back from each batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.dashboard.moderating import Browser, Team

LOG = "/moderate/town/log"


def test_rules_people_and_discussions_stand_there(mo: Browser, team: Team) -> None:
    team.hold("One")
    mo.press(mo.see("/moderate/town/"), "approve")
    mo.post("/moderate/town/threads/close", thread="/a")
    text = mo.see(LOG).text
    lines = ["discussion closed", "published", "a comment came in"]
    assert sorted(lines, key=text.rindex) == lines, "the newest first"
    assert "The rules" in text
    assert "The moderator" in text
    assert "waiting → published" in text
    assert "Every comment on this site waits for someone from the team." in text


def test_a_batch_is_taken_back_from_the_log_and_that_again(mo: Browser, team: Team) -> None:
    ids = team.hold("One", "Two")
    page = mo.see("/moderate/town/")
    items = [
        dict(form.fields)["items"]
        for form in page.forms
        if form.action.endswith("/decide") and "items" in dict(form.fields)
    ]
    mo.post("/moderate/town/decide", items=items, deed="delete")
    assert mo.see("/moderate/town/").items == []
    log = mo.see(LOG)
    assert len([form for form in log.forms if form.action.endswith("/undo")]) == 1, "one button for a batch"
    assert mo.undo(log).location == LOG
    assert [team.status(each) for each in ids] == ["pending"] * 2
    mo.undo(mo.see(LOG))
    assert [team.status(each) for each in ids] == ["deleted"] * 2


def test_what_changed_since_stays_and_is_named(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("One")
    mo.press(mo.see("/moderate/town/"), "approve")
    log = mo.see(LOG)
    mo.press(mo.see("/moderate/town/?state=published"), "spam")
    mo.undo(log)
    assert team.status(comment) == "spam"
    assert "Somebody else decided meanwhile: spam." in mo.see(LOG).text


def test_undoing_what_is_not_there_is_said(mo: Browser) -> None:
    answer = mo.post("/moderate/town/undo", batch="0" * 16)
    assert answer.status_code == 404
    assert "There is no such decision to undo." in answer.text


def test_a_long_log_comes_in_pages(mo: Browser, team: Team) -> None:
    team.hold(*(f"Number {n}" for n in range(51)))
    first = mo.see(LOG)
    (following,) = [link for link in first.links if "cursor=" in link]
    assert "a comment came in" in mo.see(following).text
    assert mo.get(f"{LOG}?cursor=x").status_code == 422
