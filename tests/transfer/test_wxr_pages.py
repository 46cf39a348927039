"""The traits of pages in WordPress exports, one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from discuss.domain.status import Status
from discuss.errors import Malformed
from discuss.transfer.records import (
    PAGE_NOT_PUBLIC,
    CommentRecord,
    Record,
    Severity,
    ThreadRecord,
    Trouble,
)
from tests.transfer.wxr_files import codes, comment, export, only_comment, page

ReadWxr = Callable[[bytes], list[Record]]


@pytest.mark.parametrize("status", ["publish", "inherit", ""])
def test_public_pages(read_wxr: ReadWxr, status: str) -> None:
    assert only_comment(read_wxr(export(page(comment(), status=status)))).status is Status.APPROVED


@pytest.mark.parametrize(
    "changed",
    [{"status": word} for word in ("draft", "private", "future", "pending", "trash", "auto-draft", "members-only")]
    + [{"post_password": "kettle"}],
)
@pytest.mark.parametrize("approved", ["1", "0"])
def test_pages_that_were_not_public_hold_their_comments(
    read_wxr: ReadWxr, changed: dict[str, str], approved: str
) -> None:
    thread, found = read_wxr(export(page(comment(approved=approved), **changed)))
    assert isinstance(thread, ThreadRecord)
    assert isinstance(found, CommentRecord)
    assert (thread.public, found.status, found.reason) == (False, Status.PENDING, PAGE_NOT_PUBLIC)


def test_spam_on_a_page_that_was_not_public_stays_spam(read_wxr: ReadWxr) -> None:
    assert only_comment(read_wxr(export(page(comment(approved="spam"), status="draft")))).status is Status.SPAM


@pytest.mark.parametrize("kind", ["post", "page", "attachment", "product", ""])
def test_any_kind_of_page_may_have_comments(read_wxr: ReadWxr, kind: str) -> None:
    assert only_comment(read_wxr(export(page(comment(), post_type=kind)))).page == "5"


def test_what_stands_after_the_comments_counts_too(read_wxr: ReadWxr) -> None:
    late = page(comment()).replace("<wp:post_password></wp:post_password>", "")
    late = late.replace("</item>", "<wp:post_password>kettle</wp:post_password></item>")
    assert only_comment(read_wxr(export(late))).reason == PAGE_NOT_PUBLIC


def test_too_late_is_refused_and_nothing_becomes_public(read_wxr: ReadWxr) -> None:
    many = [comment(id=str(number), content="x" * 1000) for number in range(1, 1200)]
    late = page(*many).replace("</item>", "<guid>x</guid><wp:post_password>kettle</wp:post_password></item>")
    late = late.replace("<wp:post_password></wp:post_password>", "")
    with pytest.raises(Malformed, match="too late"):
        read_wxr(export(late))


def test_a_page_with_very_many_comments_is_announced_once(read_wxr: ReadWxr) -> None:
    many = [comment(id=str(number), content="x" * 1000) for number in range(1, 1200)]
    records = read_wxr(export(page(*many), page(comment(), post_id="6")))
    assert [record.source_id for record in records if isinstance(record, ThreadRecord)] == ["5", "6"]
    found = [record for record in records if isinstance(record, CommentRecord)]
    assert [record.source_id for record in found] == [*map(str, range(1, 1200)), "7"]
    assert {record.page for record in found[:-1]} == {"5"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"comment_status": "closed"}, True),
        ({"comment_status": "closed", "post_type": "page"}, True),
        ({"comment_status": "closed", "post_type": "nav_menu_item"}, False),
        ({"comment_status": "closed", "status": "draft"}, False),
        ({"comment_status": "closed", "post_password": "kettle"}, False),
        ({"comment_status": "closed", "link": ""}, False),
        ({}, False),
    ],
)
def test_a_page_without_comments_comes_only_if_its_owner_closed_it(
    read_wxr: ReadWxr, changed: dict[str, str], expected: bool
) -> None:
    records = read_wxr(export(page(**changed)))
    assert [isinstance(record, ThreadRecord) and record.is_empty for record in records] == ([True] if expected else [])


def test_a_page_without_an_id_is_known_by_its_link(read_wxr: ReadWxr) -> None:
    assert only_comment(read_wxr(export(page(comment(), post_id="")))).page == "https://blog.example/p/"


def test_a_page_without_a_link_is_known_by_its_guid(read_wxr: ReadWxr) -> None:
    thread = read_wxr(export(page(comment(), link="", guid="https://blog.example/?p=5")))[0]
    assert isinstance(thread, ThreadRecord)
    assert thread.link == "https://blog.example/?p=5"


def test_comments_that_no_address_shows_are_skipped_and_reported(read_wxr: ReadWxr) -> None:
    outside = comment(id="9")
    records = read_wxr(export(outside, page(comment(), link="", guid="5"), page(comment(), link="/" + "x" * 2_000)))
    assert all(isinstance(record, Trouble) for record in records)
    assert codes(records) == [
        ("no-page", Severity.SKIPPED),
        ("no-address", Severity.SKIPPED),
        ("no-address", Severity.SKIPPED),
    ]


def test_a_page_without_a_gmt_time_takes_that_of_the_feed(read_wxr: ReadWxr) -> None:
    thread = read_wxr(export(page(comment(), post_date_gmt="", pubDate="Tue, 01 Sep 2009 10:00:00 +0200")))[0]
    assert isinstance(thread, ThreadRecord)
    assert thread.created == datetime(2009, 9, 1, 8, tzinfo=UTC)
