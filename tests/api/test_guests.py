"""Who a guest is: a reader key, never a typed name or address; and what is kept of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from discuss.domain.permissions import Role
from discuss.domain.status import Status
from discuss.services import sites
from discuss.store.session import reading
from discuss.store.tables import Comment
from tests import hostile
from tests.api.contracts import pointers_of, problem_of
from tests.api.worlds import COMMENTS, draft, dump, new_reader, post, set_status

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

ANN = {"name": "Ann", "email": "ann@example.org"}


class TestStanding:
    """With premoderation for new readers: who counts as known?"""

    @pytest.fixture
    def known(self, client: FlaskClient, session: Session) -> dict[str, str]:
        """A reader, Ann, who had one comment approved."""
        sites.set_site(session, "town", {"premoderation": "new"})
        first = post(client, author=ANN, subscribe=True)
        assert first.answer["status"] == "pending"
        set_status(session, first.id, Status.APPROVED)
        return first.reader

    def test_the_same_reader_is_known(self, client: FlaskClient, known: dict[str, str]) -> None:
        assert post(client, reader=known, author={"name": "Another name"}).answer["status"] == "approved"
        elsewhere = known | {"X-Forwarded-For": new_reader()["X-Forwarded-For"]}
        assert post(client, reader=elsewhere).answer["status"] == "approved"

    def test_name_address_and_network_make_nobody_known(self, client: FlaskClient, known: dict[str, str]) -> None:
        address = {"X-Forwarded-For": known["X-Forwarded-For"]}
        for reader in (new_reader(), address, new_reader() | address):
            held = post(client, reader=reader, author=ANN, subscribe=True)
            assert held.answer["status"] == "pending"

    def test_a_key_is_known_whole_or_not_at_all(self, client: FlaskClient, known: dict[str, str]) -> None:
        key = known["Discuss-Reader"]
        near = key[:-1] + ("0" if key[-1] != "0" else "1")
        assert post(client, reader=new_reader() | {"Discuss-Reader": near}).answer["status"] == "pending"

    @pytest.mark.usefixtures("city")
    def test_standing_ends_at_the_border_of_the_site(
        self, client: FlaskClient, session: Session, known: dict[str, str]
    ) -> None:
        sites.set_site(session, "city", {"premoderation": "new"})
        there = post(client, "city", url="https://city.example/a", reader=known)
        assert there.answer["status"] == "pending"

    @pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED, Status.SPAM, Status.DELETED])
    def test_standing_ends_with_what_it_rests_on(
        self, client: FlaskClient, session: Session, known: dict[str, str], status: Status
    ) -> None:
        with reading(session):
            (approved,) = session.scalars(select(Comment.id).where(Comment.status == Status.APPROVED))
        set_status(session, str(approved), status)
        assert post(client, reader=known).answer["status"] == "pending"

    def test_everybody_waits_where_all_wait(self, client: FlaskClient, session: Session, known: dict[str, str]) -> None:
        sites.set_site(session, "town", {"premoderation": "all"})
        assert post(client, reader=known).answer["status"] == "pending"


@pytest.fixture
def moderator(session: Session, instance: Instance, site: Site) -> str:
    sites.add_user(session, instance, "maria@example.org", "María Kowal")
    sites.set_role(session, "maria@example.org", site.name, Role.MODERATOR)
    return "María Kowal"


LOOK_ALIKES = (
    "María Kowal",
    "maria kowal",
    "MARIA  KOWAL",
    " María\u00a0Kowal ",
    "Mari\u0301a Kowal",
    "M\u0430ri\u0430 Kow\u0430l",
    "Maria Kowa1",
    "Maria Kowa|",
    "Maria KowaI",
    "\uff2d\uff41\uff52\uff49\uff41 Kowal",
    "\U0001d40carıa Kowal",
    "Maria\u200bKowal",
    "\u202eMaria Kowal",
    "Maria-Kowal",
    "Maria Kowal.",
    "MariaKowal",
    "Maria Kovval",
    "Maria K\u03bfwal",
    "★ Maria Kowal ★",
)


@pytest.mark.usefixtures("moderator")
def test_members_names_are_refused(client: FlaskClient, session: Session) -> None:
    before = dump(session, "address_key")
    for name in LOOK_ALIKES:
        answer = client.post(COMMENTS, json=draft(author={"name": name}))
        assert answer.status_code == 422, name
        assert pointers_of(answer) == {"/author/name"}
    assert dump(session, "address_key") == before


@pytest.mark.usefixtures("moderator")
def test_other_peoples_names_are_taken(client: FlaskClient) -> None:
    for name in ("Maria", "Kowal", "Mariana Kowal", "Maria Kowalski", "Jan Kowal"):
        assert post(client, author={"name": name})


@pytest.mark.usefixtures("moderator", "city")
def test_a_member_is_protected_on_the_own_site(client: FlaskClient) -> None:
    assert post(client, "city", url="https://city.example/a", author={"name": "Maria Kowal"})


def test_an_administrator_is_protected_everywhere(client: FlaskClient, session: Session, instance: Instance) -> None:
    sites.add_user(session, instance, "root@example.org", "Root")
    sites.set_admin(session, "root@example.org", is_admin=True)
    assert client.post(COMMENTS, json=draft(author={"name": "ROOT"})).status_code == 422


def test_a_name_must_be_seen(client: FlaskClient) -> None:
    for name in hostile.INVISIBLE_NAMES:
        answer = client.post(COMMENTS, json=draft(author={"name": name}))
        assert answer.status_code == 422, ascii(name)
        assert pointers_of(answer) == {"/author/name"}


ASTRAL = "\U0001f600"
LIMITS: tuple[tuple[str, Any, Any], ...] = (
    ("/author/name", {"author": {"name": "x" * 100}}, {"author": {"name": "x" * 101}}),
    ("/author/name", {"author": {"name": "x" + ASTRAL * 99}}, {"author": {"name": "x" + ASTRAL * 100}}),
    ("/body", {"body": "x" * 10_000}, {"body": "x" * 10_001}),
    ("/body", {"body": ASTRAL * 10_000}, {"body": ASTRAL * 10_001}),
    ("/body", {"body": "x" * 9_999 + ASTRAL}, {"body": "x" * 10_000 + ASTRAL}),
    ("/title", {"title": ASTRAL * 300}, {"title": ASTRAL * 301}),
    ("/thread", {"thread": "k" * 500}, {"thread": "k" * 501}),
    ("/thread", {"thread": ASTRAL * 500}, {"thread": ASTRAL * 501}),
    (
        "/url",
        {"thread": "k", "url": "https://town.example/" + "x" * 479},
        {"url": "https://town.example/" + "x" * 2000},
    ),
    (
        "/author/email",
        {"author": {"name": "A", "email": "x" * 64 + "@" + "y" * 60 + ".example"}, "subscribe": True},
        {"author": {"name": "A", "email": "x" * 65 + "@y.example"}, "subscribe": True},
    ),
    (
        "/author/website",
        {"author": {"name": "A", "website": "https://a.example/" + "x" * 482}},
        {"author": {"name": "A", "website": "https://a.example/" + "x" * 483}},
    ),
)


def test_texts_are_kept_whole_up_to_the_limit_and_refused_beyond(client: FlaskClient) -> None:
    for pointer, fitting, longer in LIMITS:
        answer = client.post(COMMENTS, json=draft(**fitting), headers=new_reader())
        assert answer.status_code in {201, 202}, answer.text
        refused = client.post(COMMENTS, json=draft(**longer), headers=new_reader())
        assert refused.status_code == 422, pointer
        assert pointers_of(refused) == {pointer}


@pytest.mark.parametrize(
    ("setting", "subscribe", "is_kept"),
    [
        ("off", False, False),
        ("off", True, False),
        ("optional", False, False),
        ("optional", True, True),
        ("required", False, True),
        ("required", True, True),
    ],
)
def test_an_address_that_nobody_wants_is_not_kept(
    client: FlaskClient, session: Session, setting: str, *, subscribe: bool, is_kept: bool
) -> None:
    sites.set_site(session, "town", {"email": setting})
    post(client, author=ANN, subscribe=subscribe)
    assert ("ann@example.org" in repr(dump(session))) is is_kept


@pytest.mark.parametrize(("setting", "is_kept"), [("on", True), ("off", False)])
def test_a_website_that_nobody_wants_is_not_kept(
    client: FlaskClient, session: Session, setting: str, *, is_kept: bool
) -> None:
    sites.set_site(session, "town", {"website": setting})
    posted = post(client, author={"name": "Ann", "website": "https://ann.example/"})
    assert ("ann.example" in repr(dump(session))) is is_kept
    assert (posted.answer["comment"]["author"]["url"] is not None) is is_kept


@pytest.mark.parametrize(("setting", "subscribe"), [("required", False), ("optional", True)])
def test_an_address_that_is_needed_is_asked_for(
    client: FlaskClient, session: Session, setting: str, *, subscribe: bool
) -> None:
    sites.set_site(session, "town", {"email": setting})
    answer = client.post(COMMENTS, json=draft(subscribe=subscribe))
    assert answer.status_code == 422
    assert pointers_of(answer) == {"/author/email"}


def test_neither_keys_nor_addresses_are_stored(client: FlaskClient, session: Session) -> None:
    reader = new_reader()
    posted = post(client, reader=reader)
    other = new_reader()
    client.put(f"{posted.path}/vote", json={"value": 1}, headers=other)
    client.post(f"{posted.path}/flags", json={"reason": "spam"}, headers=other)
    kept = repr(dump(session))
    for secret in (*reader.values(), *other.values()):
        assert secret not in kept
        assert bytes.fromhex(secret).hex() not in kept if "." not in secret else True


def test_every_wrong_field_is_named_at_once(client: FlaskClient) -> None:
    wrong = draft(
        url="https://evil.example/", body=" ", title="x" * 301, author={"name": "", "email": "x", "website": ":"}
    )
    answer = client.post(COMMENTS, json=wrong)
    assert pointers_of(answer) == {"/url", "/body", "/title", "/author/name", "/author/email", "/author/website"}
    assert all(error["detail"].endswith((".", "!")) for error in problem_of(answer)["errors"])
