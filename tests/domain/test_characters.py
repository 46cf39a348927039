"""Which characters may be stored, and which of them can be seen."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.characters import has_line_break, is_blank, is_seen, unstorable


@pytest.mark.parametrize(
    ("text", "named"),
    [("a\x00b", "U+0000"), ("\x1f", "U+001F"), ("\x7f", "U+007F"), ("\ud83d", "U+D83D"), ("\U0001ffff", "U+1FFFF")],
)
def test_what_cannot_be_stored_is_named(text: str, named: str) -> None:
    assert unstorable(text) == named


@pytest.mark.parametrize("text", ["", "a\tb\nc\rd", "\x85", "\ue000", "😀", "\u200b\u202e", "\ufffd", "\U0010fffd"])
def test_what_can_be_stored(text: str) -> None:
    assert unstorable(text) is None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"])))
def test_assigned_characters_can_be_stored(text: str) -> None:
    assert unstorable(text) is None


@pytest.mark.parametrize("char", list("\x00\t\n\r\x7f\x85\u2028\u2029"))
def test_line_breaks(char: str) -> None:
    assert has_line_break(f"a{char}b")


def test_spaces_are_no_line_breaks() -> None:
    assert not has_line_break("a b\u00a0c\u200bd")


@pytest.mark.parametrize("char", list("a.é山😀\u0301\u0600\ue000\u0e33"))
def test_what_can_be_seen(char: str) -> None:
    assert is_seen(char)


@pytest.mark.parametrize(
    "char", list(" \u00a0\u3000\t\n\u00ad\u034f\u115f\u180e\u200b\u200d\u202e\u2066\u2800\u3164\ufe0f\ufeff\U000e0061")
)
def test_what_cannot_be_seen(char: str) -> None:
    assert not is_seen(char)


def test_blank_is_nothing_to_see() -> None:
    assert is_blank("")
    assert is_blank(" \u200b\n\ufeff")
    assert not is_blank("\u200b.\u200b")
