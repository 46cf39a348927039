from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.gates import check_open
from discuss.domain.thread import Closing, Regime, Scope, build_state, takes_comments
from discuss.errors import ThreadClosed

TIME = st.integers(0, 2**42)
CLOSINGS = st.builds(Closing, at=TIME, until=st.none() | TIME, scope=st.sampled_from(Scope))


@given(TIME, st.booleans())
def test_a_thread_that_was_never_closed_is_open(now: int, is_reply: bool) -> None:
    assert build_state(None, now) is None
    assert takes_comments(None, now, is_reply=is_reply)


@given(CLOSINGS, TIME)
def test_a_closing_holds_until_its_end(closing: Closing, now: int) -> None:
    is_over = closing.until is not None and closing.until <= now
    assert build_state(closing, now) == (None if is_over else closing)


@given(CLOSINGS, TIME, TIME, st.booleans())
def test_what_opened_by_time_stays_open(closing: Closing, now: int, later: int, is_reply: bool) -> None:
    if takes_comments(closing, now, is_reply=is_reply):
        assert takes_comments(closing, max(now, later), is_reply=is_reply)


@given(CLOSINGS, TIME)
def test_a_closing_for_roots_takes_replies(closing: Closing, now: int) -> None:
    holds = build_state(closing, now) is not None
    assert takes_comments(closing, now, is_reply=True) == (not holds or closing.scope is Scope.ROOTS)
    assert takes_comments(closing, now, is_reply=False) == (not holds)


def test_the_refusal_says_that_replies_are_welcome() -> None:
    with pytest.raises(ThreadClosed, match="replies are welcome"):
        check_open(Regime(closing=Closing(at=0, scope=Scope.ROOTS)), 1, is_reply=False)
    with pytest.raises(ThreadClosed, match="Comments are closed"):
        check_open(Regime(closing=Closing(at=0)), 1, is_reply=True)
    check_open(Regime(closing=Closing(at=0, until=5)), 5, is_reply=False)
