"""Fixtures of the dashboard's tests: a team, what waits for it, and browsers that are signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from discuss.domain.permissions import Role
from discuss.services import sites
from discuss.store.session import writing
from discuss.store.tables import User
from tests.dashboard.moderating import PASSWORD, Browser, Team

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

PEOPLE = {
    "owner": ("town", Role.OWNER),
    "moderator": ("town", Role.MODERATOR),
    "contributor": ("town", Role.CONTRIBUTOR),
    "other": ("elsewhere", Role.OWNER),
    "none": (None, None),
}


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hash the password of all once: hashing is slow on purpose."""
    return sites.hash_password(PASSWORD)


@pytest.fixture
def team(session: Session, instance: Instance, site: Site, password_hash: str) -> Team:
    """One person of every role on `town`, one who owns another site, one of no site, and an administrator."""
    assert site.name == "town"
    sites.add_site(session, instance, sites.NewSite("elsewhere", "Elsewhere", "https://elsewhere.example"))
    for name, (place, role) in PEOPLE.items():
        email = sites.add_user(session, instance, f"{name}@team.example", f"The {name}").email
        if place and role:
            sites.set_role(session, email, place, role)
    sites.add_user(session, instance, "admin@team.example", "The admin")
    sites.set_admin(session, "admin@team.example", is_admin=True)
    with writing(session):
        session.execute(update(User).values(password_hash=password_hash))
    return Team(session, instance)


@pytest.fixture
def enter(app: Flask, team: Team) -> Callable[[str], Browser]:
    """Give a function that opens a browser and signs in one of the team; nobody for `out`."""
    assert team.session

    def enter(name: str) -> Browser:
        browser = Browser(app.test_client())
        if name != "out":
            assert browser.sign_in(f"{name}@team.example").location == "/moderate/"
        return browser

    return enter


@pytest.fixture
def mo(enter: Callable[[str], Browser]) -> Browser:
    """Give the browser of a moderator of `town`."""
    return enter("moderator")
