from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.status import TRANSITIONS, Status, may_become, seen_by_author


def test_the_table_knows_every_status_and_leads_nowhere_else() -> None:
    assert set(TRANSITIONS) == set(Status)
    assert set().union(*TRANSITIONS.values()) == set(Status)


@given(st.sampled_from(Status), st.lists(st.sampled_from(Status)))
def test_no_sequence_leaves_the_table(status: Status, wanted: list[Status]) -> None:
    for following in wanted:
        if may_become(status, following):
            assert following in TRANSITIONS[status]
            status = following
    assert status in TRANSITIONS


@pytest.mark.parametrize("status", Status)
def test_nothing_becomes_what_it_is(status: Status) -> None:
    assert not may_become(status, status)


@pytest.mark.parametrize("status", Status)
def test_whatever_was_decided_can_be_undone(status: Status) -> None:
    assert all(may_become(following, status) for following in TRANSITIONS[status])


def test_only_what_is_approved_is_visible() -> None:
    assert [status for status in Status if status.is_visible] == [Status.APPROVED]


@pytest.mark.parametrize("status", Status)
def test_an_author_is_not_told_of_rejection_or_spam(status: Status) -> None:
    assert seen_by_author(status) not in {Status.REJECTED, Status.SPAM}
    assert seen_by_author(status).is_visible == status.is_visible
