"""What authors learn of decisions on their next visit, and how long it usually takes; on both databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Role
from discuss.domain.usual import FEWEST, Usually
from discuss.errors import EditWindowOver, Invalid
from discuss.services import access, authorship, comments, moderation, own_comments, sites, undoing
from discuss.services.identity import Visitor, build_edit_token
from discuss.services.moderation import Decision, Item
from discuss.store.tables import Comment, LogEntry
from tests.hostile import UNSTORABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.answers import PostAnswer
    from discuss.services.deeds import Batch
    from discuss.services.instance import Instance
    from discuss.services.own_comments import OwnView
    from discuss.store.tables import Site

NOW = 1_800_000_000_000
HOUR = 3_600_000


@dataclass
class Street:
    """Somebody who writes, somebody who decides, and a clock."""

    session: Session
    instance: Instance
    actor: Actor
    now: int = NOW

    def __post_init__(self) -> None:
        self.instance = replace(self.instance, clock=lambda: self.now)

    def post(self, body: str = "Hello") -> PostAnswer:
        draft = Draft(url="https://town.example/a", body=body, name="Ann")
        wanted = comments.Post(site="town", draft=draft, visitor=Visitor(address="192.0.2.1"))
        self.now += 1
        return comments.post_comment(self.session, self.instance, wanted)

    def decide(self, deed: Deed, comment: int, **how: Any) -> Batch:
        items = [Item(comment, self.row(comment).version)]
        return moderation.decide(self.session, self.instance, self.actor, Decision(items=items, deed=deed, **how))

    def undo(self, batch: Batch) -> Batch:
        return undoing.undo(self.session, self.instance, self.actor, batch.batch)

    def row(self, comment: int) -> Comment:
        self.session.rollback()
        return self.session.get_one(Comment, comment, populate_existing=True)

    def own(self, comment: int) -> OwnView:
        return own_comments.load_own(self.session, self.instance, comment, build_edit_token(self.instance, comment))

    def edit(self, comment: int, body: str) -> PostAnswer:
        token = build_edit_token(self.instance, comment)
        return authorship.edit_comment(self.session, self.instance, comment, token, body)

    def set_site(self, **changes: str) -> None:
        sites.set_site(self.session, "town", changes)


@pytest.fixture
def street(session: Session, instance: Instance, site: Site) -> Street:
    sites.add_user(session, instance, "mo@town.example", "Mo")
    sites.set_role(session, "mo@town.example", site.name, Role.MODERATOR)
    sites.set_site(session, "town", {"premoderation": "all", "posts_limit": "off", "rules": "off"})
    return Street(session, instance, access.load_actor(session, sites.list_users(session)[0][0].id))


def told(own: OwnView) -> tuple[str, str | None, str | None]:
    return own.status, own.told.reason if own.told else None, own.told.message if own.told else None


@pytest.mark.parametrize(
    ("deed", "status"), [(Deed.REJECT, "rejected"), (Deed.DELETE, "deleted"), (Deed.SPAM, "pending")]
)
def test_the_author_learns_reason_and_message_but_nothing_of_spam(street: Street, deed: Deed, status: str) -> None:
    comment = street.post().comment.id
    message = None if deed is Deed.SPAM else "Please write it without the name."
    street.decide(deed, comment, reason="personal", note="for us alone", message=message)
    expected = (status, None, None) if deed is Deed.SPAM else (status, "personal", message)
    assert told(street.own(comment)) == expected


def test_the_house_rules_are_quoted_to_whose_comment_was_against_them(street: Street) -> None:
    street.set_site(house_rules="Be *kind*.")
    comment = street.post().comment.id
    street.decide(Deed.REJECT, comment, reason="house-rules")
    quoted = street.own(comment).told
    assert quoted is not None
    assert quoted.rules == "Be *kind*."
    street.set_site(house_rules="none")
    assert (street.own(comment).told, quoted.reason) == (replace(quoted, rules=""), "house-rules")
    other = street.post("Another").comment.id
    street.decide(Deed.REJECT, other, reason="unkind")
    assert street.own(other).told == replace(quoted, reason="unkind", rules="")


def test_a_decision_without_a_reason_is_told_all_the_same(street: Street) -> None:
    comment = street.post().comment.id
    street.decide(Deed.REJECT, comment)
    assert told(street.own(comment)) == ("rejected", "other", None)


def test_a_site_may_tell_nothing_and_change_its_mind(street: Street) -> None:
    comment = street.post().comment.id
    waiting = street.own(comment)
    street.set_site(tell_authors="off")
    street.decide(Deed.REJECT, comment, reason="personal", message="A word")
    assert street.own(comment) == waiting
    assert street.edit(comment, "Another text").status == "pending"
    street.set_site(tell_authors="reason")
    assert told(street.own(comment)) == ("rejected", "personal", "A word")


def test_what_a_rule_rejected_looks_like_any_that_waits(street: Street) -> None:
    comment = street.post().comment.id
    waiting = street.own(comment)
    street.row(comment).status = "rejected"
    street.session.commit()
    assert street.own(comment) == waiting


def test_what_was_turned_down_is_edited_no_more(street: Street) -> None:
    comment = street.post().comment.id
    street.decide(Deed.REJECT, comment)
    assert street.own(comment).edit_until is None
    with pytest.raises(EditWindowOver):
        street.edit(comment, "Once more")


def test_publishing_takes_back_what_was_told_and_undoing_tells_it_again(street: Street) -> None:
    comment = street.post().comment.id
    street.decide(Deed.REJECT, comment, reason="unkind", message="Calmer, please.")
    publishing = street.decide(Deed.APPROVE, comment)
    assert told(street.own(comment)) == ("approved", None, None)
    undone = street.undo(publishing)
    assert told(street.own(comment)) == ("rejected", "unkind", "Calmer, please.")
    street.undo(undone)
    assert told(street.own(comment)) == ("approved", None, None)


def test_the_message_stands_in_no_row_of_the_log(street: Street) -> None:
    comment = street.post().comment.id
    rejecting = street.decide(Deed.REJECT, comment, reason="other", message="a secret word")
    street.undo(rejecting)
    street.decide(Deed.DELETE, comment, message="a secret word")
    street.session.rollback()
    for entry in street.session.scalars(select(LogEntry)):
        assert "secret" not in repr((entry.note, entry.reason, entry.data))


@pytest.mark.parametrize("deed", [Deed.APPROVE, Deed.SPAM, Deed.RESTORE, Deed.PIN])
def test_a_message_belongs_to_what_is_told(street: Street, deed: Deed) -> None:
    comment = street.post().comment.id
    with pytest.raises(Invalid):
        street.decide(deed, comment, message="Hello")


@pytest.mark.parametrize("message", ["x" * 1001, *UNSTORABLE])
def test_a_message_that_cannot_be_kept_is_refused(street: Street, message: str) -> None:
    comment = street.post().comment.id
    with pytest.raises(Invalid):
        street.decide(Deed.REJECT, comment, message=message)
    assert street.row(comment).status == "pending"


def test_a_message_of_a_form_keeps_its_lines(street: Street) -> None:
    comment = street.post().comment.id
    street.decide(Deed.REJECT, comment, message="One\r\nTwo")
    assert told(street.own(comment)) == ("rejected", "other", "One\nTwo")


def test_turning_down_an_edit_keeps_the_published_text(street: Street) -> None:
    comment = street.post("As it was").comment.id
    street.decide(Deed.APPROVE, comment)
    street.edit(comment, "As it became")
    assert street.own(comment).change == "pending"
    public = street.row(comment).body_html
    keeping = street.decide(Deed.REJECT_EDIT, comment, reason="advertising", message="No prices here.")
    row, own = street.row(comment), street.own(comment)
    assert (row.status, row.draft_body, row.body_html) == ("approved", None, public)
    assert (told(own), own.change, own.body) == (
        ("approved", "advertising", "No prices here."),
        "rejected",
        "As it was",
    )
    street.undo(keeping)
    assert (street.row(comment).draft_body, street.own(comment).change) == ("As it became", "pending")


def test_the_next_edit_is_another_story(street: Street) -> None:
    comment = street.post("As it was").comment.id
    street.decide(Deed.APPROVE, comment)
    street.edit(comment, "As it became")
    street.decide(Deed.REJECT_EDIT, comment, reason="advertising")
    street.edit(comment, "Something else")
    assert (street.own(comment).change, street.own(comment).told) == ("pending", None)


def test_who_deletes_is_not_told_of_the_team(street: Street) -> None:
    comment = street.post().comment.id
    street.decide(Deed.REJECT, comment, reason="unkind")
    token = build_edit_token(street.instance, comment)
    authorship.delete_comment(street.session, street.instance, comment, token)
    assert told(street.own(comment)) == ("deleted", None, None)


@pytest.mark.parametrize(
    ("wait", "word"),
    [(HOUR // 2, Usually.HOUR), (5 * HOUR, Usually.HOURS), (20 * HOUR, Usually.DAY), (70 * HOUR, Usually.DAYS)],
)
def test_who_waits_learns_how_long_that_usually_takes(street: Street, wait: int, word: Usually) -> None:
    for number in range(FEWEST):
        assert street.post().usually is None, "too few were decided"
        comment = street.post().comment.id
        street.now += wait + number
        street.decide(Deed.APPROVE if number % 2 else Deed.REJECT, comment)
    waiting = street.post()
    assert waiting.usually is word
    assert street.own(waiting.comment.id).usually is word
    street.decide(Deed.APPROVE, waiting.comment.id)
    assert street.own(waiting.comment.id).usually is None, "it waits no more"


def test_nothing_is_promised_by_what_is_long_ago_too_slow_or_spam(street: Street) -> None:
    for _ in range(FEWEST):
        street.decide(Deed.SPAM, street.post().comment.id)
    assert street.post().usually is None
    waiting = [street.post().comment.id for _ in range(FEWEST)]
    street.now += 10 * 24 * HOUR
    for comment in waiting:
        street.decide(Deed.APPROVE, comment)
    assert street.post().usually is None
    for _ in range(3 * FEWEST):
        street.decide(Deed.APPROVE, street.post().comment.id)
    assert street.post().usually is Usually.HOUR
    street.now += 61 * 24 * HOUR
    assert street.post().usually is None
