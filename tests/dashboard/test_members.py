"""The members' page: who is there, and what its owners do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from discuss import create_app
from discuss.store.flask_db import db
from tests.api.worlds import dump
from tests.dashboard.moderating import Browser, Team, see
from tests.hostile import TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from discuss.config import Settings
    from tests.dashboard.moderating import View

PAGE = "/moderate/town/members"
NEW = {"email": "zoe@team.example", "name": "Zoe", "role": "moderator"}


@pytest.fixture
def owner(enter: Callable[[str], Browser]) -> Browser:
    return enter("owner")


def number_of(page: View, place: int) -> str:
    """Give the number of the member in a place of the list, which is in order of names."""
    return [dict(form.fields)["member"] for form in page.forms if form.action.endswith("/remove")][place]


def test_owners_find_the_page_and_others_do_not(owner: Browser, mo: Browser) -> None:
    assert PAGE in owner.see("/moderate/town/more").links
    assert PAGE not in mo.see("/moderate/town/more").links
    page = owner.see(PAGE)
    for email in ("owner@team.example", "moderator@team.example", "contributor@team.example"):
        assert email in page.text
    assert "other@team.example" not in page.text
    assert page.text.count("last signed in") == 2
    assert page.text.count("has not signed in yet") == 1


def test_somebody_is_added_given_another_role_and_taken_out(owner: Browser, enter: Callable[[str], Browser]) -> None:
    none = enter("none")
    assert owner.post(PAGE, email="none@team.example", name="x", role="contributor").location == PAGE
    page = owner.see(PAGE)
    assert "Added. A mail is on its way" in page.text
    assert "The none" in page.text
    assert none.get("/moderate/town/").location == "/moderate/town/written"
    none_number = number_of(page, 2)
    assert owner.post(f"{PAGE}/role", member=none_number, role="moderator").location == PAGE
    assert "Saved." in owner.see(PAGE).text
    assert none.get("/moderate/town/").status_code == 200
    assert owner.post(f"{PAGE}/remove", member=none_number).location == PAGE
    assert "Taken out of the team." in owner.see(PAGE).text
    assert none.get("/moderate/town/").status_code == 404
    log = owner.see("/moderate/town/log").text
    for words in ("added to the team", "may do something else now", "taken out of the team", "The none"):
        assert words in log


def test_the_last_owner_is_told_why_not(owner: Browser, team: Team) -> None:
    number, before = number_of(owner.see(PAGE), 2), dump(team.session)
    for path, role in (("role", "moderator"), ("remove", "")):
        answer = owner.post(f"{PAGE}/{path}", member=number, role=role)
        assert answer.status_code == 409
        assert "Make somebody else one first." in see(answer).text
    assert dump(team.session) == before


def test_who_steps_down_is_led_to_what_is_left(owner: Browser) -> None:
    page = owner.see(PAGE)
    assert owner.post(f"{PAGE}/role", member=number_of(page, 1), role="owner").location == PAGE
    answer = owner.post(f"{PAGE}/role", member=number_of(page, 2), role="moderator")
    assert answer.location == "/moderate/"
    owner.see("/moderate/")
    assert owner.get(PAGE).status_code == 403


def test_where_no_mail_is_set_up_there_is_the_invitation_alone(settings: Settings, team: Team) -> None:
    app = create_app(replace(settings, smtp_url="", mail_from=""))
    owner = Browser(app.test_client())
    owner.sign_in("owner@team.example")
    before = dump(team.session)["user"]
    assert [form.action for form in owner.see(PAGE).forms].count(PAGE) == 0
    assert owner.post(PAGE, **NEW).status_code == 422
    assert dump(team.session)["user"] == before
    assert owner.post(f"{PAGE}/invite", role="moderator").location == PAGE
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "wrong", [{"email": "no address"}, {"name": " "}, {"role": "king"}, {"email": "moderator@team.example"}]
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(owner: Browser, team: Team, wrong: dict[str, str]) -> None:
    before = dump(team.session)
    answer = owner.post(PAGE, **(NEW | wrong))
    assert answer.status_code == 422
    kept = dict(next(form for form in see(answer).forms if form.action == PAGE).fields)
    assert {name: kept[name] for name in ("email", "name")} == {name: (NEW | wrong)[name] for name in ("email", "name")}
    assert dump(team.session) == before


def test_hostile_values_stay_text(owner: Browser) -> None:
    for number, trick in enumerate([*TRICKS, *UNSTORABLE]):
        for field in NEW:
            answer = owner.post(PAGE, **(NEW | {"email": f"zoe{number}@team.example", field: trick}))
            assert answer.status_code in {303, 422}, (field, trick)
            see(owner.get(PAGE) if answer.status_code == 303 else answer)
        for path in ("role", "remove"):
            assert owner.post(f"{PAGE}/{path}", member=trick, role="owner").status_code in {404, 409}
    owner.see("/moderate/town/log")
