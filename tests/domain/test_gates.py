from __future__ import annotations

import pytest

from discuss.domain.gates import check_pace, check_parent
from discuss.domain.status import Status
from discuss.errors import Invalid, LimitReached


def test_a_visible_comment_of_the_thread_may_be_answered() -> None:
    check_parent(7, Status.APPROVED, 7)


@pytest.mark.parametrize("status", [status for status in Status if not status.is_visible])
def test_what_is_not_visible_may_not_be_answered(status: Status) -> None:
    with pytest.raises(Invalid) as refused:
        check_parent(7, status, 7)
    assert [error.pointer for error in refused.value.errors] == ["/parent"]


@pytest.mark.parametrize(
    ("thread_of_parent", "status", "thread"), [(8, Status.APPROVED, 7), (None, None, 7), (None, None, None)]
)
def test_nor_what_is_elsewhere_or_nowhere(
    thread_of_parent: int | None, status: Status | None, thread: int | None
) -> None:
    with pytest.raises(Invalid):
        check_parent(thread_of_parent, status, thread)


def test_who_is_too_fast_is_told_how_long_to_wait() -> None:
    check_pace(0)
    with pytest.raises(LimitReached) as refused:
        check_pace(17)
    assert refused.value.retry_after == 17
    assert "17 seconds" in refused.value.detail
