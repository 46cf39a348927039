from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.folding import fold_text, split_words


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@given(st.text())
def test_upper_and_lower_case_are_one_where_they_come_back(text: str) -> None:
    if text.upper().lower() == text.lower():
        assert fold_text(text.lower()) == fold_text(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café", "cafe"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("\uff26\uff35\uff2c\uff2c", "full"),
        ("ca\u200dsi\u00adno", "casino"),
        ("İ", "i"),
        ("Ёлка", "елка"),
    ],
)
def test_what_people_read_as_one_is_one(text: str, folded: str) -> None:
    assert fold_text(text) == folded


@given(st.text())
def test_words_are_letters_and_digits(text: str) -> None:
    assert all(word and "_" not in word and " " not in word for word in split_words(fold_text(text)))
