"""The page behind an invitation, and what owners see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.worlds import dump
from tests.dashboard.moderating import Browser, Team, path_of, see
from tests.hostile import TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "/moderate/town/members"
NEW = {"way": "new", "name": "Zoe", "email": "zoe@team.example", "new": "three or four words"}


@pytest.fixture
def owner(enter: Callable[[str], Browser]) -> Browser:
    return enter("owner")


@pytest.fixture
def out(enter: Callable[[str], Browser]) -> Browser:
    return enter("out")


def invite(owner: Browser, role: str = "moderator", label: str = "") -> str:
    """Make an invitation, and give the path of its link."""
    assert owner.post(f"{PAGE}/invite", role=role, label=label).location == PAGE
    answer = owner.get(PAGE)
    see(answer)
    link = answer.text.split('id="invitation">')[1].split("</code>")[0]
    assert link.startswith("https://comments.example/moderate/-/invitation/")
    return path_of(link)


def test_it_is_shown_once_and_listed_until_it_is_taken(owner: Browser, out: Browser) -> None:
    link = invite(owner, label="Zoe from the ferry")
    page = owner.see(PAGE)
    assert link not in page.text
    assert "Zoe from the ferry" in page.text
    offered = out.see(link).text
    for words in ("The owner", "Town Talk", "Looks after the comments"):
        assert words in offered
    assert out.post(link, **NEW).location == "/moderate/"
    assert "Welcome to the team." in out.see("/moderate/").text
    assert out.get("/moderate/town/").status_code == 200
    page = owner.see(PAGE)
    assert "Zoe from the ferry" not in page.text
    assert "zoe@team.example" in page.text
    answer = out.get(link)
    assert answer.status_code == 404
    assert "used already" in see(answer).text


def test_opening_it_takes_nothing(owner: Browser, out: Browser, mo: Browser, team: Team) -> None:
    link = invite(owner, "owner")
    before = dump(team.session)
    for browser in (out, mo):
        browser.see(link)
        assert browser.client.head(link).status_code == 200
    assert dump(team.session) == before


def test_who_is_signed_in_accepts_with_one_button(owner: Browser, enter: Callable[[str], Browser]) -> None:
    link, other = invite(owner), enter("other")
    page = other.see(link)
    assert "The other" in page.text
    form = next(form for form in page.forms if form.action == link)
    answer = other.client.post(link, data=dict(form.fields) | dict(form.buttons))
    assert answer.location == "/moderate/"
    assert other.get("/moderate/town/").status_code == 200


def test_who_has_an_account_signs_in_on_the_spot(owner: Browser, out: Browser) -> None:
    link = invite(owner)
    wrong = out.post(link, way="known", known="none@team.example", password="not the one")
    assert wrong.status_code == 422
    assert "is not right" in see(wrong).text
    assert "none@team.example" in wrong.text
    assert out.post(link, way="known", known="none@team.example", password="correct horse battery").status_code == 303
    assert out.get("/moderate/town/").status_code == 200


def test_a_member_already_is_told_so_and_the_link_stays(owner: Browser, mo: Browser, out: Browser) -> None:
    link = invite(owner)
    answer = mo.post(link, way="own")
    assert answer.status_code == 409
    assert "belong to this site already" in see(answer).text
    out.see(link)


@pytest.mark.parametrize(
    "wrong", [{"email": "no address"}, {"name": " "}, {"new": "short"}, {"email": "moderator@team.example"}]
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    owner: Browser, out: Browser, team: Team, wrong: dict[str, str]
) -> None:
    link = invite(owner)
    before = dump(team.session, "counter", "address_key")
    answer = out.post(link, **(NEW | wrong))
    assert answer.status_code == 422
    kept = dict(next(form for form in see(answer).forms if form.action == link).fields)
    assert {name: kept[name] for name in ("email", "name")} == {name: (NEW | wrong)[name] for name in ("email", "name")}
    assert (NEW | wrong)["new"] not in answer.text
    assert dump(team.session, "counter", "address_key") == before


def test_an_owner_takes_it_back(owner: Browser, out: Browser) -> None:
    link = invite(owner)
    form = next(form for form in owner.see(PAGE).forms if form.action.endswith("/uninvite"))
    assert owner.client.post(form.action, data=dict(form.fields)).location == PAGE
    assert "Taken back." in owner.see(PAGE).text
    assert out.get(link).status_code == 404
    assert out.post(link, **NEW).status_code == 404
    log = owner.see("/moderate/town/log").text
    assert "an invitation made" in log
    assert "an invitation taken back" in log


def test_whoever_tries_too_often_is_told_to_wait(owner: Browser, out: Browser) -> None:
    link = invite(owner)
    wrong = {"way": "known", "known": "none@team.example", "password": "not the one"}
    answers = [out.post(link, **wrong) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Please wait" in see(answers[-1]).text
    assert answers[-1].headers["Retry-After"]


def test_handing_over_is_said_first_and_done_with_one_button(
    owner: Browser, mo: Browser, enter: Callable[[str], Browser]
) -> None:
    way = next(link for link in owner.see(PAGE).links if "/hand-over?" in link and "member=" in link)
    for who in (mo, enter("admin")):
        assert who.get(way).status_code in {403, 404}
    ways = [link for link in owner.see(PAGE).links if "/hand-over?" in link]
    assert len(ways) == 2, "to each of the others"
    page = next(page for page in map(owner.see, ways) if "The moderator becomes the owner" in page.text)
    form = next(form for form in page.forms if form.action.endswith("/hand-over"))
    assert owner.client.post(form.action, data=dict(form.fields)).location == "/moderate/"
    assert "handed over" in owner.see("/moderate/").text
    assert owner.get(PAGE).status_code == 403
    assert owner.get("/moderate/town/").status_code == 200
    assert "The owner" in mo.see(PAGE).text


def test_hostile_values_stay_text(owner: Browser, out: Browser) -> None:
    link = invite(owner)
    for trick in (*TRICKS, *UNSTORABLE):
        answer = owner.post(f"{PAGE}/invite", role="moderator", label=trick)
        assert answer.status_code in {303, 422}, trick
        see(owner.get(PAGE) if answer.status_code == 303 else answer)
        assert owner.post(f"{PAGE}/uninvite", invitation=trick).status_code == 404
        for field in ("name", "email"):
            see(out.post(link, **(NEW | {field: trick, "new": "short"})))
    owner.see("/moderate/town/log")
