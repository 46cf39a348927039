from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from discuss.domain.folding import fold_text, split_words
from discuss.moderation.wordlists import has_words

LETTERS = st.text("ab", max_size=12)
PATTERN = st.text("ab*", min_size=1, max_size=8).filter(lambda text: bool(text.strip("*")))


@pytest.mark.parametrize(
    ("pattern", "text", "stands"),
    [
        ("bar", "The bar is open", True),
        ("bar", "What a bargain", False),
        ("bar", "(BAR)", True),
        ("cafe", "Das Café.", True),
        ("Café", "cafe", True),
        ("straße", "STRASSE", True),
        ("casino*", "casinos", True),
        ("*casino", "onlinecasino", True),
        ("c*o", "casino", True),
        ("c*o", "co", True),
        ("c*c*c", "cc", False),
        ("ab*ba", "aba", False),
        ("cheap pills", "Cheap, pills!", True),
        ("cheap pills", "cheap blue pills", False),
        ("cheap p*", "so cheap: pills", True),
        ("a.b", "a b", True),
        ("*词*", "这个词语", True),
        ("(.*)+$", "anything", False),
        ("[a-z]", "m", False),
        ("_x_", "x", True),
    ],
)
def test_whole_words_are_found_whatever_their_case(pattern: str, text: str, stands: bool) -> None:
    assert has_words(text, [pattern]) is stands


@given(PATTERN, LETTERS)
def test_stars_mean_what_they_mean_everywhere(pattern: str, word: str) -> None:
    expected = re.fullmatch(re.sub(r"\*+", ".*", pattern), word) is not None
    assert has_words(word, [pattern]) is (expected and bool(word))


@given(st.text(), st.lists(st.text(), max_size=5))
def test_nothing_is_too_odd(text: str, patterns: list[str]) -> None:
    assert has_words(text, patterns) in {True, False}


@given(st.text())
def test_every_word_of_a_text_is_found(text: str) -> None:
    assert all(has_words(text, [word]) for word in split_words(fold_text(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*a" * 49 + "*b", "a" * 10_000),
        ("a*" * 49 + "b", "a" * 10_000),
        ("*a*", "ab " * 3_000),
        (" ".join(["a*b"] * 24), "ab " * 3_000),
        ("*x*", "\ufdfa" * 10_000),
    ],
)
def test_hostile_texts_are_answered(pattern: str, text: str) -> None:
    """Each of these would take a backtracking expression until tomorrow."""
    assert has_words(text, [pattern] * 500 + ["nowhere"]) in {True, False}
