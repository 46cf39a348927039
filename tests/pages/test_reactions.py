from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from discuss.domain.status import Status
from discuss.store.tables import Flag, Vote
from tests.pages.reading import post, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

EVIL = {"Origin": "https://evil.example"}


@pytest.fixture
def comment(client: FlaskClient) -> str:
    return post(client, name="Bert")


def test_a_report_reaches_the_team(client: FlaskClient, session: Session, comment: str) -> None:
    page = read(client.get(f"/c/{comment}/report"))
    assert "Bert" in page.text
    sent = client.post(f"/c/{comment}/report", data={"reason": "spam", "note": "Look at the link"})
    assert sent.status_code == 303
    assert "The team will look at it." in read(client.get(sent.location)).text
    (flag,) = session.scalars(select(Flag))
    assert (str(flag.comment_id), flag.reason, flag.note) == (comment, "spam", "Look at the link")


@pytest.mark.parametrize(
    ("reason", "kept"), [("about-me", "ann@town.example"), ("illegal", "ann@town.example"), ("spam", None)]
)
def test_who_speaks_of_themselves_or_of_the_law_may_ask_for_an_answer(
    client: FlaskClient, session: Session, comment: str, reason: str, kept: str | None
) -> None:
    assert "for an answer" in read(client.get(f"/c/{comment}/report")).text
    sent = client.post(f"/c/{comment}/report", data={"reason": reason, "contact": "ann@town.example"})
    assert sent.status_code == 303
    assert [flag.contact for flag in session.scalars(select(Flag))] == [kept]


def test_an_address_that_is_none_is_refused_and_kept(client: FlaskClient, session: Session, comment: str) -> None:
    answer = client.post(f"/c/{comment}/report", data={"reason": "illegal", "contact": "nobody"})
    assert answer.status_code == 422
    assert read(answer).fields["contact"] == "nobody"
    assert session.scalars(select(Flag)).all() == []


@pytest.mark.parametrize("reason", ["", "none", "spam ", "SPAM"])
def test_a_report_needs_a_reason(client: FlaskClient, session: Session, comment: str, reason: str) -> None:
    answer = client.post(f"/c/{comment}/report", data={"reason": reason, "note": "My note"})
    page = read(answer)
    assert answer.status_code == 422
    assert "Please choose what is wrong." in page.text
    assert page.fields["note"] == "My note"
    assert session.scalars(select(Flag)).all() == []


def test_a_note_that_is_too_long_is_refused_and_kept(client: FlaskClient, comment: str) -> None:
    answer = client.post(f"/c/{comment}/report", data={"reason": "other", "note": "x" * 1001})
    page = read(answer)
    assert answer.status_code == 422
    assert page.fields["note"] == "x" * 1001
    assert page.checked == {"reason"}


def test_a_vote_is_cast_turned_and_taken_back(
    client: FlaskClient, session: Session, comment: str, set_site: Callable[..., None]
) -> None:
    set_site(votes="both")
    for value, words in (("1", "1 vote"), ("1", "1 vote"), ("-1", "-1 votes"), ("0", "0 votes")):
        answer = client.post(f"/c/{comment}/vote", data={"value": value})
        assert answer.status_code == 303
        assert words in read(client.get(answer.location)).text
    assert [vote.value for vote in session.scalars(select(Vote))] == [0]


@pytest.mark.parametrize("value", ["", "2", "x", "-1"])
def test_other_votes_are_refused(client: FlaskClient, session: Session, comment: str, value: str) -> None:
    answer = client.post(f"/c/{comment}/vote", data={"value": value})
    assert answer.status_code in {403, 422}
    read(answer)
    assert session.scalars(select(Vote)).all() == []


def test_a_site_without_votes_shows_and_takes_none(
    client: FlaskClient, comment: str, set_site: Callable[..., None]
) -> None:
    set_site(votes="off")
    assert "vote" not in client.get("/t/town?thread=/a").text
    assert client.get(f"/c/{comment}/vote").status_code == 404
    assert client.post(f"/c/{comment}/vote", data={"value": "1"}).status_code == 404


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.APPROVED])
def test_what_is_not_visible_is_neither_reported_nor_voted_on(
    client: FlaskClient, comment: str, set_status: Callable[[str, Status], None], status: Status
) -> None:
    set_status(comment, status)
    for page in ("report", "reported", "vote"):
        assert client.get(f"/c/{comment}/{page}").status_code == 404
    assert client.post(f"/c/{comment}/report", data={"reason": "spam"}).status_code == 404
    assert client.post(f"/c/{comment}/vote", data={"value": "1"}).status_code == 404


def test_forms_of_other_sites_do_nothing(client: FlaskClient, session: Session, comment: str) -> None:
    assert client.post(f"/c/{comment}/vote", data={"value": "1"}, headers=EVIL).status_code == 403
    assert client.post(f"/c/{comment}/report", data={"reason": "spam"}, headers=EVIL).status_code == 403
    assert session.scalars(select(Vote)).all() == []
    assert session.scalars(select(Flag)).all() == []
