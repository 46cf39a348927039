"""Who gets a question, whose word counts as confirmed, and how all of it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from discuss.domain.times import DAY
from discuss.errors import Conflict, Invalid, LimitReached, NotFound, UnknownSite
from discuss.services import sites
from discuss.services.subscriptions import (
    CONFIRM,
    STOP,
    SubscriptionRequest,
    build_token,
    confirm_subscription,
    end_subscription,
    load_subscription,
    request_subscription,
)
from discuss.store.session import reading
from discuss.store.tables import Comment
from tests.services.mailing import Town

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site


@pytest.fixture
def town(session: Session, instance: Instance, site: Site) -> Town:
    assert site.name == "town"
    return Town(session, instance)


def without_mail(town: Town) -> None:
    town.instance = replace(town.instance, settings=replace(town.instance.settings, smtp_url=""))


def wish(town: Town, reader: str = "zoe", **changes: str) -> None:
    given = {"site": "town", "thread": "/a", "email": "zoe@example.org"} | changes
    request_subscription(
        town.session,
        town.instance,
        SubscriptionRequest(visitor=town.visitor(reader), **given),
    )


def test_a_wish_waits_for_its_owner_to_say_yes(town: Town) -> None:
    comment = town.post("ann", email="ann@example.org")
    assert town.subscriptions() == {("ann@example.org", comment): False}
    (job,) = town.jobs()
    assert (job.kind, job.due) == ("confirm", town.now)
    assert "ann@" not in str(job.payload)
    town.confirm("ann@example.org")
    assert town.subscriptions() == {("ann@example.org", comment): True}
    town.confirm("ann@example.org")


def test_without_mail_no_address_is_kept(town: Town) -> None:
    without_mail(town)
    town.post("ann", email="ann@example.org")
    assert town.subscriptions() == {}
    assert town.jobs() == []
    with reading(town.session):
        assert town.session.scalars(select(Comment.author_email)).all() == [None]


def test_an_address_that_the_site_requires_is_kept_without_mail(town: Town) -> None:
    sites.set_site(town.session, "town", {"email": "required"})
    without_mail(town)
    town.post("ann", email="ann@example.org")
    assert town.subscriptions() == {}
    with reading(town.session):
        assert town.session.scalars(select(Comment.author_email)).all() == ["ann@example.org"]


@pytest.mark.parametrize("changes", [{"email": "off"}, {"reply_mails": "off"}])
def test_a_site_may_want_no_mails(town: Town, changes: dict[str, str]) -> None:
    sites.set_site(town.session, "town", changes)
    town.post("ann", email="ann@example.org")
    assert town.subscriptions() == {}
    with pytest.raises(Conflict):
        wish(town)


def test_an_address_gets_one_question_a_day(town: Town) -> None:
    town.post("ann", email="ann@example.org")
    town.post("ann", email="ann@example.org")
    town.post("eve", email="ANN@example.org", page="b")
    wish(town, email="ann@example.org")
    assert town.kinds() == ["confirm"]
    assert len(town.subscriptions()) == 4


def test_an_author_who_waits_is_asked_as_well(town: Town) -> None:
    sites.set_site(town.session, "town", {"premoderation": "all"})
    town.post("ann", email="ann@example.org")
    assert town.kinds() == ["confirm"]


def test_what_a_reader_asked_for_is_confirmed_together(town: Town) -> None:
    first = town.post("ann", email="ann@example.org")
    second = town.post("ann", email="ann@example.org", page="b")
    strange = town.post("eve", email="ann@example.org")
    town.confirm("ann@example.org")
    third = town.post("ann", email="ann@example.org", page="c")
    assert town.subscriptions() == {
        ("ann@example.org", first): True,
        ("ann@example.org", second): True,
        ("ann@example.org", strange): False,
        ("ann@example.org", third): True,
    }


def test_an_address_that_somebody_else_typed_is_not_theirs(town: Town) -> None:
    town.listen("ann")
    forged = town.post("eve", email="ann@example.org")
    assert town.subscriptions()["ann@example.org", forged] is False


def test_a_question_runs_out(town: Town) -> None:
    town.post("ann", email="ann@example.org")
    token = town.token(CONFIRM, "ann@example.org")
    town.now += 7 * DAY + 1
    with pytest.raises(NotFound):
        confirm_subscription(town.session, town.instance, token)
    with pytest.raises(NotFound):
        load_subscription(town.session, town.instance, token)


def test_mails_about_a_page_end(town: Town) -> None:
    town.listen("ann")
    town.post("ann", email="ann@example.org")
    other = town.post("ann", email="ann@example.org", page="b")
    ben = town.listen("ben")
    token = town.token(STOP, "ann@example.org")
    end_subscription(town.session, town.instance, token)
    assert town.subscriptions() == {("ann@example.org", other): True, ("ben@example.org", ben): True}
    end_subscription(town.session, town.instance, token)
    with pytest.raises(NotFound):
        load_subscription(town.session, town.instance, token)


def test_mails_of_a_site_end(town: Town) -> None:
    town.listen("ann")
    town.post("ann", email="ann@example.org", page="b")
    ben = town.listen("ben")
    end_subscription(town.session, town.instance, town.token(STOP, "ann@example.org"), everywhere=True)
    assert town.subscriptions() == {("ben@example.org", ben): True}


@pytest.mark.parametrize("token", ["", "x", "W10", "W10.x", "a" * 500, "\x00", "é", "WyJzdG9wIiwxXQ.AAAA"])
def test_a_token_made_up_opens_nothing(town: Town, token: str) -> None:
    for use in (load_subscription, confirm_subscription, end_subscription):
        with pytest.raises(NotFound):
            use(town.session, town.instance, token)


def test_a_token_serves_one_purpose(town: Town) -> None:
    comment = town.post("ann", email="ann@example.org")
    with pytest.raises(NotFound):
        confirm_subscription(town.session, town.instance, town.token(STOP, "ann@example.org"))
    with pytest.raises(NotFound):
        end_subscription(town.session, town.instance, town.token(CONFIRM, "ann@example.org"))
    assert town.subscriptions() == {("ann@example.org", comment): False}
    other = replace(town.instance, settings=replace(town.instance.settings, secret_key="another"))
    with pytest.raises(NotFound):
        load_subscription(town.session, town.instance, build_token(other, STOP, 1))


def test_a_link_shows_what_it_is_about(town: Town) -> None:
    town.post("ann", email="ann@example.org")
    view = load_subscription(town.session, town.instance, town.token(CONFIRM, "ann@example.org"))
    assert (view.purpose, view.site, view.thread_key, view.email) == (CONFIRM, "town", "/a", "ann@example.org")
    assert not view.is_confirmed


def test_a_thread_can_be_followed_without_writing(town: Town) -> None:
    town.post("ann")
    wish(town)
    wish(town)
    assert town.subscriptions() == {("zoe@example.org", None): False}
    assert town.kinds() == ["confirm"]


def test_wishes_that_cannot_be_are_refused(town: Town) -> None:
    town.post("ann")
    with pytest.raises(UnknownSite):
        wish(town, site="nowhere")
    for changes in ({"email": "zoe"}, {"email": ""}, {"thread": "/nothing"}, {"thread": "undefined"}):
        with pytest.raises(Invalid) as caught:
            wish(town, **changes)
        assert [error.pointer for error in caught.value.errors] == ["/email" if "email" in changes else "/thread"]
    assert town.subscriptions() == {}


def test_wishes_are_limited_by_reader(town: Town) -> None:
    town.post("ann")
    for number in range(20):
        wish(town, email=f"victim{number}@example.org")
    with pytest.raises(LimitReached) as caught:
        wish(town, email="last@example.org")
    assert 3000 < caught.value.retry_after <= 3600
    wish(town, "yan", email="last@example.org")
