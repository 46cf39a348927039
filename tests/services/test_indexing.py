"""Every way to write a text or a name brings the search up to date, and every way back does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from discuss.domain.decisions import Deed
from discuss.domain.searching import build_asked_words
from discuss.domain.times import DAY
from discuss.services import retention, undoing
from discuss.services.authorship import delete_comment
from discuss.services.identity import build_edit_token
from discuss.services.moderation import Decision, Item, decide
from discuss.services.staging import Linkback, Page, add_pingback
from discuss.services.transfer import Import, import_file
from discuss.store.searching import has_words
from discuss.store.session import reading
from discuss.store.tables import Comment
from tests.services.test_rules import ANN, BEA, VILLAGE, later
from tests.services.writers import Writers

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    assert site.name == "town"
    return Writers(session, instance)


def find(writers: Writers, question: str) -> list[int]:
    words = has_words(writers.session.get_bind().dialect.name, build_asked_words(question))
    with reading(writers.session):
        return list(writers.session.scalars(select(Comment.id).where(words).order_by(Comment.id)))


def test_a_post_is_found_by_its_text_and_its_name(writers: Writers) -> None:
    comment = writers.post(ANN, "Der Zug nach *Köln* ist weg")
    for question in ("koln", "zug ann", "KÖ we"):
        assert find(writers, question) == [comment]
    assert find(writers, "zug bea") == []


def test_an_edit_is_found_by_its_new_words_alone(writers: Writers) -> None:
    comment = writers.post(ANN, "The ferry")
    writers.edit(comment, "The tram")
    assert (find(writers, "ferry"), find(writers, "tram")) == ([], [comment])


def test_an_edit_that_waits_is_found_beside_what_is_shown(writers: Writers) -> None:
    comment = writers.post(ANN, "The ferry")
    writers.set(words="pills")
    writers.edit(comment, "The tram and pills")
    assert find(writers, "ferry") == find(writers, "tram") == [comment]
    moderator = writers.add_moderator()
    refused = writers.decide(moderator, Deed.REJECT, comment)
    assert (find(writers, "ferry"), find(writers, "tram")) == ([comment], [])
    undoing.undo(writers.session, writers.instance, moderator, refused.batch)
    assert find(writers, "ferry") == find(writers, "tram") == [comment]
    approved = writers.decide(moderator, Deed.APPROVE, comment)
    assert (find(writers, "ferry"), find(writers, "tram")) == ([], [comment])
    undoing.undo(writers.session, writers.instance, moderator, approved.batch)
    assert find(writers, "ferry") == find(writers, "tram") == [comment]
    delete_comment(writers.session, writers.instance, comment, build_edit_token(writers.instance, comment))
    assert (find(writers, "ferry"), find(writers, "tram")) == ([comment], [])


def test_the_edit_of_a_moderator_and_its_undoing(writers: Writers) -> None:
    comment, moderator = writers.post(ANN, "The ferry"), writers.add_moderator()
    change = Decision(items=[Item(comment, 1)], deed=Deed.EDIT, body="The tram")
    batch = decide(writers.session, writers.instance, moderator, change)
    assert (find(writers, "ferry"), find(writers, "tram")) == ([], [comment])
    undoing.undo(writers.session, writers.instance, moderator, batch.batch)
    assert (find(writers, "ferry"), find(writers, "tram")) == ([comment], [])


def test_what_was_erased_is_not_found(writers: Writers) -> None:
    comment = writers.post(ANN, "The ferry")
    writers.post(BEA, "An answer", parent=comment)
    delete_comment(writers.session, writers.instance, comment, build_edit_token(writers.instance, comment))
    retention.sweep(writers.session, later(writers, 40 * DAY).instance)
    assert find(writers, "ferry") == find(writers, "the ann ferry") == []


def test_what_came_in_by_other_doors_is_found(writers: Writers, session: Session, instance: Instance) -> None:
    add_pingback(
        session,
        instance,
        Page(site="town", url="https://town.example/a", title="A"),
        Linkback(source="https://b.example", name="Harbour blog", body="They wrote of piers"),
    )
    assert len(find(writers, "harbour pier")) == 1
    import_file(session, instance, Import(file=VILLAGE, site="town"))
    with reading(session):
        rows = session.execute(select(Comment.id, Comment.author_name, Comment.excerpt)).all()
    assert len(rows) > 3
    for row in rows:
        assert row.id in find(writers, f"{row.author_name} {row.excerpt.rstrip('…').rsplit(' ', 1)[0]}")
