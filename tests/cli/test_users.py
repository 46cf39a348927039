"""`discuss user` as one types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.domain.permissions import Role
from discuss.errors import Conflict, UnknownSite
from discuss.services import sites
from discuss.store.session import reading
from discuss.store.team_tables import Invitation

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

    Call = Callable[..., Result]

MO = "mo@team.example"


def test_a_password_is_set_by_a_link_that_works_once(
    app: Flask, session: Session, instance: Instance, call: Call
) -> None:
    sites.add_user(session, instance, MO, "Mo", "first of all words")
    said = call("user", "passwd", MO)
    assert said.exit_code == 0
    path = said.output.strip().removeprefix(instance.settings.base_url)
    client = app.test_client()
    assert client.get(path).status_code == 200
    form = client.get(path).text
    token = form.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(path, data={"csrf_token": token, "new": "another set of words"})
    assert answer.status_code == 303, answer.text
    assert client.get(path).status_code == 404


def test_a_password_comes_from_standard_input(session: Session, instance: Instance, call: Call) -> None:
    sites.add_user(session, instance, MO, "Mo", "first of all words")
    said = call("user", "passwd", MO, "--password-stdin", given="another set of words\n")
    assert (said.exit_code, said.output) == (0, "")


def test_nobody_gets_no_link(call: Call) -> None:
    assert call("user", "passwd", "nobody@team.example").exit_code != 0


def test_nobody_is_added_whom_no_address_names(session: Session, call: Call) -> None:
    for address in ("", " ", "mo", "mo@team"):
        said = call("user", "add", address, "--name", "Mo")
        assert said.exit_code != 0
        assert "e-mail address" in str(said.exception)
    assert sites.list_users(session) == []


def test_the_last_owner_of_a_site_is_not_removed(session: Session, instance: Instance, site: Site, call: Call) -> None:
    for email, name in ((MO, "Mo"), ("zoe@team.example", "Zoe")):
        sites.add_user(session, instance, email, name)
    sites.set_role(session, MO, site.name, Role.OWNER)
    error = call("user", "remove", MO).exception
    assert isinstance(error, Conflict)
    assert "only owner of town" in error.detail
    sites.set_role(session, "zoe@team.example", "town", Role.OWNER)
    assert call("user", "remove", MO).exit_code == 0
    assert [user.email for user, _, _ in sites.list_users(session)] == ["zoe@team.example"]


def test_an_invitation_is_a_link_by_which_one_person_joins(
    app: Flask, session: Session, site: Site, call: Call
) -> None:
    said = call("user", "invite", "--site", site.name, "--role", "owner", "--for", "Zoe")
    assert said.exit_code == 0
    page = app.test_client().get(said.output.strip().removeprefix("http://127.0.0.1:8000"))
    assert page.status_code == 200
    assert "Town Talk" in page.text
    assert isinstance(call("user", "invite", "--site", "nowhere").exception, UnknownSite)
    with reading(session):
        assert [row.label for row in session.scalars(select(Invitation))] == ["Zoe"]
