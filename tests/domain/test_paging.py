from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from discuss.domain.ids import MAX_ID
from discuss.domain.paging import Cursor, ReplyCursor, RootCursor, Sort, decode_cursor, encode_cursor
from discuss.errors import Invalid

ID = st.integers(0, MAX_ID)
ROOTS = st.builds(RootCursor, ID, st.sampled_from(Sort), st.booleans(), st.floats(-1.0, 0.0), ID)
CURSORS = ROOTS | st.builds(ReplyCursor, ID, ID, ID)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def sort_of(cursor: Cursor) -> Sort:
    return cursor.sort if isinstance(cursor, RootCursor) else Sort.BEST


def encode(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(CURSORS)
def test_a_cursor_comes_back(cursor: Cursor) -> None:
    text = encode_cursor(cursor)
    assert decode_cursor(text, cursor.thread, sort_of(cursor)) == cursor
    assert len(text) <= 200
    assert "=" not in text
    assert text.isascii()


@given(CURSORS, ID)
def test_a_cursor_is_refused_for_another_thread(cursor: Cursor, thread: int) -> None:
    if thread != cursor.thread:
        with pytest.raises(Invalid):
            decode_cursor(encode_cursor(cursor), thread, sort_of(cursor))
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(cursor), None, sort_of(cursor))


@given(ROOTS, st.sampled_from(Sort))
def test_a_cursor_of_roots_is_refused_for_another_sort(cursor: RootCursor, sort: Sort) -> None:
    if sort is not cursor.sort:
        with pytest.raises(Invalid):
            decode_cursor(encode_cursor(cursor), cursor.thread, sort)


@given(st.text())
@example("")
@example("====")
@example("é")
@example("\x00")
def test_made_up_text_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode_cursor(text, 1, Sort.OLDEST)
    assert [error.pointer for error in refused.value.errors] == ["?cursor"]


@given(JSON)
@example([1, "oldest", 0, 10**400, 1])
@example([1, "oldest", 0, float("nan"), 1])
@example([1, "oldest", 0, float("-inf"), 1])
@example([1, "oldest", 0, -2.0, 1])
@example([1, "oldest", 0, -0.5, 2**63])
@example([1, "oldest", 2, -0.5, 1])
@example([1, "upside-down", 0, -0.5, 1])
@example([1, 2, -1])
@example([1, 2, 2**64])
@example([1, True, 3])
@example([1, 2, 3, 4])
@example([1, 2])
def test_other_json_is_refused(value: Any) -> None:
    with pytest.raises(Invalid):
        decode_cursor(encode(value), 1, Sort.OLDEST)


@given(st.integers(1, 5000))
def test_deep_json_is_refused(depth: int) -> None:
    with pytest.raises(Invalid):
        decode_cursor(urlsafe_b64encode(b"[" * depth).decode(), 1, Sort.OLDEST)
