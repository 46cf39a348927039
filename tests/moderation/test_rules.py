from __future__ import annotations

import pytest

from discuss.domain.settings import SiteSettings, set_settings
from discuss.domain.status import Status
from discuss.moderation import Submission, judge
from discuss.moderation.reasons import REASONS, explain


def judged(submission: Submission, **changes: str) -> tuple[Status, list[str]]:
    decision = judge(submission, set_settings(SiteSettings(), changes))
    return decision.status, [found.verdict.reason for found in decision.verdicts]


def links(count: int) -> tuple[str, ...]:
    return tuple(f"https://example.org/{number}" for number in range(count))


@pytest.mark.parametrize(
    ("premoderation", "approved", "expected"),
    [
        ("none", 0, (Status.APPROVED, [])),
        ("new", 0, (Status.PENDING, ["first-comment"])),
        ("new", 1, (Status.APPROVED, [])),
        ("all", 0, (Status.PENDING, ["premoderated"])),
        ("all", 9, (Status.PENDING, ["premoderated"])),
    ],
)
def test_whose_comments_wait(premoderation: str, approved: int, expected: tuple[Status, list[str]]) -> None:
    assert judged(Submission(approved_before=approved), premoderation=premoderation) == expected


@pytest.mark.parametrize(("count", "most", "waits"), [(0, "0", False), (1, "0", True), (2, "2", False), (3, "2", True)])
def test_more_links_than_the_site_takes_wait(count: int, most: str, waits: bool) -> None:
    status, reasons = judged(Submission(links=links(count)), premoderation="none", max_links=most)
    assert (status, reasons) == ((Status.PENDING, ["link-count"]) if waits else (Status.APPROVED, []))


def test_rules_can_be_switched_off() -> None:
    assert judged(Submission(links=links(50)), premoderation="none", rules="off") == (Status.APPROVED, [])


def test_who_writes_much_waits_and_a_flood_holds_newcomers_only() -> None:
    assert judged(Submission(is_busy=True), premoderation="none") == (Status.PENDING, ["busy"])
    assert judged(Submission(is_flood=True), premoderation="none") == (Status.PENDING, ["flood"])
    assert judged(Submission(is_flood=True, approved_before=1), premoderation="none") == (Status.APPROVED, [])


def test_every_reason_has_words() -> None:
    status, reasons = judged(Submission(links=links(9), is_busy=True), premoderation="all")
    assert status is Status.PENDING
    assert set(reasons) == {"link-count", "busy", "premoderated"}
    assert all(explain(reason) == REASONS[reason] != reason for reason in reasons)
