from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given, strategies as st

from discuss.domain.ranking import build_rank

VOTES = st.integers(0, 100_000)


@given(VOTES, VOTES)
def test_a_rank_stays_between_minus_one_and_zero(up: int, down: int) -> None:
    assert -1.0 <= build_rank(up, down) <= 0.0


@given(VOTES, VOTES)
def test_a_vote_up_never_makes_it_worse_and_one_down_never_better(up: int, down: int) -> None:
    assert build_rank(up + 1, down) <= build_rank(up, down) + 1e-12
    assert build_rank(up, down + 1) >= build_rank(up, down) - 1e-12


@given(st.integers(1, 1000), st.integers(2, 50))
def test_more_votes_of_the_same_share_are_surer(up: int, times: int) -> None:
    assert build_rank(up * times, up * times) < build_rank(up, up)


def test_without_votes_for_it_a_comment_stands_last() -> None:
    assert build_rank(0, 0) == build_rank(0, 7) == 0.0


@pytest.mark.parametrize(("up", "down"), [(1, 0), (10, 1), (100, 3), (5, 5)])
def test_the_bound_solves_its_equation(up: int, down: int) -> None:
    """Wilson's bound p is where the observed share lies 1.96 standard deviations of p above it."""
    bound, total = -build_rank(up, down), up + down
    assert up / total - bound == pytest.approx(1.96 * sqrt(bound * (1 - bound) / total))


def test_the_best_come_first() -> None:
    votes = [(1, 0), (100, 1), (0, 0), (10, 0), (10, 10), (600, 400)]
    assert sorted(votes, key=lambda vote: build_rank(*vote)) == [
        (100, 1),
        (10, 0),
        (600, 400),
        (10, 10),
        (1, 0),
        (0, 0),
    ]
