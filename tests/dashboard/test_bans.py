"""Bans by forms: from a comment or by a domain, with a preview, with what goes along, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.errors import Banned
from discuss.store.session import writing
from discuss.store.tables import Comment
from tests.api.worlds import dump
from tests.dashboard.moderating import Browser, Team, see
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

BANS = "/moderate/town/bans/"
ADDRESS = {"kind": "address", "lasting": "30", "sweep": "0"}
DOMAIN = {"kind": "domain", "value": "spam.example", "lasting": "ever", "sweep": "0"}


def ban(mo: Browser, **data: str) -> str:
    """Ban somebody; gives the text of the page that follows."""
    answer = mo.post(f"{BANS}add", **data)
    assert (answer.status_code, answer.location) == (303, BANS), answer.text
    return mo.see(BANS).text


def test_the_way_leads_from_the_comment_to_the_list(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("Buy now")
    way = next(link for link in mo.see("/moderate/town/").links if "/bans/new" in link)
    asked = mo.see(way)
    assert "Buy now" in asked.text
    assert "This internet address" in asked.text
    assert "This browser" not in asked.text, "no browser is known of this one"
    before = dump(team.session)
    preview = see(mo.post(f"{BANS}preview", comment=str(comment), **ADDRESS))
    assert "256 addresses" not in preview.text
    assert dump(team.session) == before, "a preview changes nothing"
    form = next(form for form in preview.forms if form.action.endswith("/add"))
    assert mo.client.post(form.action, data=dict(form.fields)).location == BANS
    listed = mo.see(BANS)
    assert "The ban holds." in listed.text
    assert "This internet address · until" in listed.text
    with pytest.raises(Banned):
        team.say("Buy again")
    assert "somebody banned" in mo.see("/moderate/town/log").text
    ending = next(form for form in listed.forms if form.action.endswith("/remove"))
    mo.client.post(ending.action, data=dict(ending.fields))
    assert "Nobody is banned." in mo.see(BANS).text
    assert team.say("Hello again")


def test_what_they_wrote_goes_along_and_comes_back(mo: Browser, team: Team) -> None:
    team.set_site(premoderation="none", rules="off")
    first = team.say("Buy now")
    answered = team.say("Really?", parent=first)
    (waiting,) = team.hold("Buy later")
    data = {"comment": str(waiting), "reason": "Sells watches"} | ADDRESS | {"sweep": "7"}
    preview = see(mo.post(f"{BANS}preview", **data)).text
    assert "3 comments of theirs go to the spam." in preview
    assert "2 of them are public now and disappear." in preview
    assert "Buy later" in preview
    text = ban(mo, **data)
    assert "3 comments put with the spam." in text
    assert "Sells watches" in text
    assert [team.status(each) for each in (first, answered, waiting)] == ["spam"] * 3
    mo.undo(mo.see("/moderate/town/log"))
    listed = mo.see(BANS).text
    assert "The ban is over." in listed
    assert "Nobody is banned." in listed
    assert [team.status(each) for each in (first, answered, waiting)] == ["approved", "approved", "pending"]


def test_a_domain_is_banned_for_good(mo: Browser, team: Team) -> None:
    data = DOMAIN | {"value": "Shop.Example"}
    assert "They wrote nothing" not in see(mo.post(f"{BANS}preview", **data)).text
    text = ban(mo, **data)
    assert "shop.example" in text
    assert "A domain · for good" in text
    with pytest.raises(Banned):
        team.say("See https://www.shop.example/now")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "no domain"}, "Name one domain"),
        ({"value": ""}, "Name one domain"),
        ({"value": "a.example, b.example"}, "Name one domain"),
        ({"kind": "email", "value": "ann@town.example"}, "Nobody confirmed on this site"),
        ({"kind": "reader"}, "There is no such comment"),
        ({"kind": "planet"}, "Choose whom to ban"),
        ({"lasting": "0"}, "Choose whom to ban"),
        ({"lasting": "9" * 30}, "Choose whom to ban"),
        ({"sweep": "-1"}, "Choose whom to ban"),
        ({"reason": "x" * 301}, "300"),
    ],
)
def test_what_cannot_be_banned_is_said_and_nothing_done(
    mo: Browser, team: Team, change: dict[str, str], words: str
) -> None:
    before = dump(team.session)
    answer = mo.post(f"{BANS}add", **(DOMAIN | change))
    assert answer.status_code == 422
    assert words in see(answer).text
    assert dump(team.session) == before


@pytest.mark.parametrize("comment", ["1", "x", "9" * 30, "-1"])
def test_a_comment_that_is_not_there(mo: Browser, comment: str) -> None:
    assert mo.get(f"{BANS}new?comment={comment}").status_code in {404, 422}
    assert mo.post(f"{BANS}preview", comment=comment, **ADDRESS).status_code in {404, 422}


def test_a_comment_of_another_site_names_nobody(enter: Callable[[str], Browser], team: Team) -> None:
    comment = team.say("Hello")
    other = enter("other")
    assert other.get(f"/moderate/elsewhere/bans/new?comment={comment}").status_code == 404
    answer = other.post("/moderate/elsewhere/bans/preview", comment=str(comment), **ADDRESS)
    assert answer.status_code in {404, 422}
    assert "Hello" not in answer.text


def test_a_member_is_not_banned(mo: Browser, team: Team) -> None:
    comment = team.say("Hello")
    with writing(team.session):
        team.session.get_one(Comment, comment).author_role = "owner"
    assert mo.get(f"{BANS}new?comment={comment}").status_code == 404


def test_tricks_are_shown_as_they_are(mo: Browser, team: Team) -> None:
    comment = team.say("Hello")
    for trick in TRICKS:
        mo.post(f"{BANS}add", comment=str(comment), **ADDRESS, reason=trick)
        see(mo.post(f"{BANS}preview", **(DOMAIN | {"value": trick, "reason": trick})))
        mo.see(BANS)
    assert team.status(comment) == "approved"
