"""The list of an owner's first evening, without a browser: the way in, each step, and what is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from discuss.domain.checklist import Step
from discuss.domain.permissions import Role
from discuss.errors import NotFound
from discuss.services import beginning, password_links, sites
from discuss.services.beginning import Beginning
from discuss.services.sites import NewSite
from discuss.store.queries import copies
from discuss.store.session import reading, writing
from discuss.store.tables import Comment
from tests.api.worlds import dump
from tests.dashboard.moderating import Browser, path_of
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

PASSWORD = "a goose on the bridge"
LIST = "/moderate/village/welcome"
RULES = "- Be kind to each other."


@pytest.fixture
def link(app: Flask, session: Session, instance: Instance) -> str:
    """The link to a list of its own, for somebody who was never here."""
    assert app
    new = Beginning(
        site=NewSite("village", "The village", "https://village.example"),
        email="hanne@village.example",
        person="Hanne",
    )
    beginning.begin(session, instance, new)
    found = beginning.find_way_in(session, instance)
    assert found is not None
    return path_of(found)


@pytest.fixture
def owner(app: Flask, link: str) -> Browser:
    owner = Browser(app.test_client())
    place = owner.get(link).location
    answer = owner.post(place, name="Hanne Vos", new=PASSWORD)
    assert answer.status_code == 303
    assert answer.location.endswith(LIST)
    return owner


def left(owner: Browser) -> int:
    owner.see(LIST)
    page = owner.get(LIST).text
    return sum(f'name="step" value="{step}"' in page for step in Step)


def test_the_link_lets_in_once_and_for_a_day(app: Flask, session: Session, instance: Instance, link: str) -> None:
    first, second = Browser(app.test_client()), Browser(app.test_client())
    place = first.get(link).location
    token = link.rpartition("/")[2]
    now = instance.clock() + beginning.LASTS
    before, after = (replace(instance, clock=lambda: now - 5000), replace(instance, clock=lambda: now + 1))
    assert password_links.access_link(session, before, token).name == "Hanne"
    with pytest.raises(NotFound):
        password_links.access_link(session, after, token)
    assert first.post(place, name="Hanne", new="short").status_code == 422
    assert first.post(place, name="", new=PASSWORD).status_code == 422
    assert first.post(place, name="Hanne", new=PASSWORD).status_code == 303
    assert second.get(place).status_code == 404
    assert second.post(place, name="Eve", new="another set of words").status_code == 404
    assert beginning.find_way_in(session, instance) is None


def test_each_step_is_done_and_stays_done(owner: Browser, session: Session, instance: Instance) -> None:
    before = left(owner)
    assert owner.post(f"{LIST}/address", blog="new.village.example").status_code == 303
    assert owner.post(f"{LIST}/care", rules_preset="strict").status_code == 303
    assert owner.post(f"{LIST}/rules", rules=RULES).status_code == 303
    words = {"url": "https://new.village.example/ferry", "body": "Hello", "key": "one"}
    assert owner.post(f"{LIST}/first", **words).status_code == 303
    assert owner.post(f"{LIST}/first", **words).status_code == 303
    found = sites.access_site(session, "village")
    assert found.base_url == "https://new.village.example"
    assert found.settings["house_rules"] == RULES
    with reading(session):
        (comment,) = session.scalars(select(Comment)).all()
        assert (comment.author_name, comment.author_role, comment.status) == ("Hanne Vos", "owner", "approved")
    sites.add_user(session, instance, "ann@village.example", "Ann", PASSWORD)
    sites.set_role(session, "ann@village.example", "village", Role.MODERATOR)
    with writing(session):
        copies.note_copy(session, instance.clock(), "elsewhere")
    for step in (Step.LINES, Step.PAGE, Step.TOLD):
        assert owner.post(f"{LIST}/tick", step=step.value).status_code == 303
    assert before > 5
    assert left(owner) == 0
    assert "All is done." in owner.see(LIST).text
    assert owner.get("/welcome").location.endswith("/moderate/-/welcome")
    assert owner.get("/moderate/-/welcome").location.endswith("/moderate/")


@pytest.mark.parametrize(
    ("step", "given", "said"),
    [
        ("address", {"blog": "nonsense"}, "https://town.example"),
        ("care", {"rules_preset": "wild"}, "rules_preset"),
        ("rules", {"rules": "x" * 3000}, ""),
        ("first", {"url": "https://other.example/", "body": "Hello", "key": "k"}, ""),
        ("first", {"url": "", "body": "Hello", "key": "k"}, ""),
        ("first", {"url": "https://village.example/a", "body": "", "key": "k"}, ""),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    owner: Browser, session: Session, step: str, given: dict[str, str], said: str
) -> None:
    before = dump(session, "sign_in", "address_key")
    answer = owner.post(f"{LIST}/{step}", **given)
    assert answer.status_code == 422, answer.text
    assert 'role="alert"' in answer.text
    assert said in answer.text
    assert dump(session, "sign_in", "address_key") == before


@pytest.mark.parametrize("trick", TRICKS[:12])
def test_whatever_is_typed_stays_text(owner: Browser, trick: str) -> None:
    for step, given in (
        ("address", {"blog": trick}),
        ("first", {"url": trick, "body": trick, "key": "k"}),
        ("rules", {"rules": trick}),
    ):
        answer = owner.post(f"{LIST}/{step}", **given)
        assert answer.status_code in {303, 422}
        owner.see(LIST)


def test_a_site_without_a_list_does_not_nag(app: Flask, session: Session, instance: Instance) -> None:
    sites.add_site(session, instance, NewSite("old", "Old", "https://old.example"))
    sites.add_user(session, instance, "mo@old.example", "Mo", PASSWORD)
    sites.set_role(session, "mo@old.example", "old", Role.OWNER)
    mo = Browser(app.test_client())
    mo.sign_in("mo@old.example", PASSWORD)
    assert "left to do" not in mo.see("/moderate/").text
