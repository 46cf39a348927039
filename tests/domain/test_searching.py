from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.searching import MOST_ASKED, WORD_LIMIT, build_asked_words, build_search_text


def finds(question: str, text: str) -> bool:
    words = build_search_text(text).split()
    return all(any(word.startswith(asked) for word in words) for asked in build_asked_words(question))


@given(st.text())
def test_every_word_stands_once_and_is_letters_and_digits(text: str) -> None:
    words = build_search_text(text).split(" ") if build_search_text(text) else []
    assert len(words) == len(set(words))
    assert all(word.isalnum() and len(word) <= WORD_LIMIT for word in words)


@given(st.lists(st.text()))
def test_several_texts_are_found_as_one(texts: list[str]) -> None:
    assert build_search_text(*texts) == build_search_text("\n".join(texts))


@given(st.text(), st.integers(1, 5))
def test_a_text_is_found_by_all_of_it_and_by_how_each_word_begins(text: str, length: int) -> None:
    assert finds(text, text)
    assert finds(" ".join(word[:length] for word in build_search_text(text).split()), text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("cafe", "Ein CAFÉ am Markt"),
        ("straße", "In der STRASSE"),
        ("town hal", "the hall of our town"),
        ("2024", "Seit 2024-05-01"),
        ("лел", "лёля"),
        ("елк", "Ёлка"),
        ("日本語", "これは日本語です"),
        ("本", "これは日本語です"),
        ("です", "これは日本語です"),
        ("한국", "한국어로 씁니다"),
        ("ภาษา", "นี่คือภาษาไทย"),
        ("naïve", "nai\u0308ve"),
        ("x" * 100, "x" * 90),
        ("٣", "٣ كتب"),
    ],
)
def test_what_people_look_for_is_found(question: str, text: str) -> None:
    assert finds(question, text)


@pytest.mark.parametrize(
    ("question", "text"), [("own", "town"), ("town hall", "the town"), ("日語", "日本語"), ("e", "café")]
)
def test_what_does_not_begin_so_is_not(question: str, text: str) -> None:
    assert not finds(question, text)


def test_a_text_of_any_length_gives_words_that_can_be_stored() -> None:
    huge = " ".join(f"w{number}" for number in range(100_000))
    assert len(build_search_text(huge)) <= 200_000
    assert len(build_asked_words(huge)) == MOST_ASKED
    assert build_asked_words(" -- '*\" :") == []
