"""Both databases find what a plain reading of the words finds, whatever was written and whatever is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from benchmarks.generate import add_site, grow_thread, talk
from discuss.domain.searching import build_asked_words, build_search_text
from discuss.store.searching import has_words
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Site, Thread
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from sqlalchemy import Engine

ALPHABETS = (
    "abcABC",
    "éèÉeE\u0301",
    "ёЁеЕйи\u0306",
    "日本語のカガ",
    "한국가",
    "0129٣",
    "ßsS ſ",
    "'\"*:&|!()<>-_^~+.\\",
    " \n",
)
SYNTAX = (
    "a AND b", "a OR b", "NOT a", "a NEAR b", "NEAR(a b)", "a*", '"a', "a'", "'a':*", "a:b", "search_text:a", "^a",
    "a & !b", "a <-> b", "(a", "rowid:1", "a''; DROP TABLE comment; --", "{a}", "a + b", "-a", "\\", "%", "_",
)  # fmt: skip
words = st.text(st.sampled_from("".join(ALPHABETS)), min_size=1, max_size=5)
texts = st.lists(words, min_size=0, max_size=6).map(" ".join)


def expected(stored: dict[int, str], question: str) -> set[int]:
    asked = build_asked_words(question)
    return {
        number
        for number, kept in stored.items()
        if all(any(word.startswith(each) for word in kept.split()) for each in asked)
    }


def find(session: Session, question: str) -> set[int]:
    dialect = session.get_bind().dialect.name
    with reading(session):
        return set(session.scalars(select(Comment.id).where(has_words(dialect, build_asked_words(question)))))


def grow(session: Session, number: int) -> list[int]:
    return grow_thread(session, add_site(session), "/a", talk(number)).ids


def write(session: Session, ids: list[int], kept: list[str]) -> dict[int, str]:
    with writing(session):
        for number, each in zip(ids, kept, strict=True):
            session.execute(update(Comment).where(Comment.id == number).values(search_text=each))
    return dict(zip(ids, kept, strict=True))


def test_both_databases_find_the_same(engine: Engine) -> None:
    with Session(engine) as session:
        ids = grow(session, 8)

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(texts, min_size=8, max_size=8), texts)
        def check(written: list[str], question: str) -> None:
            stored = write(session, ids, [build_search_text(each) for each in written])
            if build_asked_words(question):
                assert find(session, question) == expected(stored, question)

        check()


def test_what_somebody_types_is_never_a_query_language(engine: Engine) -> None:
    written = ["a b", "NOT a", "and near or rowid", "drop table comment", "search text", "b", "c", "NEAR 1"]
    with Session(engine) as session:
        stored = write(session, grow(session, 8), [build_search_text(each) for each in written])
        for question in (*SYNTAX, *TRICKS):
            if build_asked_words(question):
                assert find(session, question) == expected(stored, question), question


def test_words_leave_with_their_comment_however_it_goes(engine: Engine) -> None:
    with Session(engine) as session:
        ids = grow(session, 30)
        write(session, ids, ["ferry"] * 30)
        with writing(session):
            leaf = session.scalars(select(Comment.id).order_by(Comment.id.desc()).limit(1)).one()
            session.execute(delete(Comment).where(Comment.id == leaf))
        assert find(session, "ferry") == set(ids) - {leaf}
        with writing(session):
            session.execute(delete(Thread))  # and every comment by a cascade
        assert find(session, "ferry") == set()
        _check_whole(session)
        with writing(session):
            session.execute(delete(Site))


def test_the_index_is_whole_after_every_kind_of_change(engine: Engine) -> None:
    with Session(engine) as session:
        ids = grow(session, 10)
        for kept in ("", "one", "", "two words", "two other words", ""):
            write(session, ids, [kept] * 10)
            _check_whole(session)
        with writing(session):
            session.execute(update(Comment).values(search_text="same words"))
            session.execute(update(Comment).values(search_text="same words", version=2))
        _check_whole(session)
        assert find(session, "sam wor") == set(ids)


def _check_whole(session: Session) -> None:
    """Let FTS5 compare its index with the comments; it raises where they differ."""
    if session.get_bind().dialect.name == "sqlite":
        with writing(session):
            session.execute(text("INSERT INTO comment_words(comment_words, rank) VALUES ('integrity-check', 1)"))


def test_the_words_of_a_huge_text_can_be_stored(engine: Engine) -> None:
    """PostgreSQL takes a megabyte of words for one row."""
    huge = " ".join(chr(0x20000 + number // 200) + chr(0x20000 + number % 200) for number in range(60_000))
    with Session(engine) as session:
        ids = grow(session, 1)
        write(session, ids, [build_search_text(huge)])
        assert find(session, huge[:2]) == set(ids)
