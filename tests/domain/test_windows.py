from __future__ import annotations

from hypothesis import given, strategies as st

from discuss.domain.windows import edit_until, may_edit

TIME = st.integers(0, 2**42)
WINDOW = st.integers(0, 10 * 365 * 86400)


@given(TIME, WINDOW, TIME)
def test_a_published_comment_may_be_edited_until_the_window_ends(created: int, window: int, now: int) -> None:
    until = edit_until(created, window)
    assert may_edit(created, window, now, is_waiting=False) == (until is not None and now < until)


@given(TIME, WINDOW, TIME)
def test_a_waiting_comment_may_be_edited_as_long_as_it_waits(created: int, window: int, now: int) -> None:
    assert may_edit(created, window, now, is_waiting=True) == (window > 0)


@given(TIME, TIME)
def test_a_window_of_nothing_switches_editing_off(created: int, now: int) -> None:
    assert edit_until(created, 0) is None
    assert not may_edit(created, 0, now, is_waiting=False)


def test_the_last_millisecond_counts() -> None:
    assert edit_until(1_000, 60) == 61_000
    assert may_edit(1_000, 60, 60_999, is_waiting=False)
    assert not may_edit(1_000, 60, 61_000, is_waiting=False)
