"""The traits of comments in WordPress exports, one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from discuss.domain.status import Kind, Status
from discuss.domain.times import EPOCH
from discuss.transfer.records import (
    SOURCE_DELETED,
    SOURCE_HELD,
    SOURCE_SPAM,
    CommentRecord,
    Record,
    Severity,
    TextFormat,
    ThreadRecord,
    Trouble,
)
from tests.transfer.wxr_files import codes, comment, export, only_comment, page

ReadWxr = Callable[[bytes], list[Record]]


def test_a_comment_comes_in_with_all_it_has(read_wxr: ReadWxr) -> None:
    thread, found = read_wxr(export(page(comment(parent="3", user_id="2"))))
    assert thread == ThreadRecord(
        source_id="5",
        link="https://blog.example/p/",
        title="A page",
        created=datetime(2009, 9, 1, 8, tzinfo=UTC),
        closed=False,
        public=True,
        where="line 1, page 5",
    )
    assert found == CommentRecord(
        source_id="7",
        page="5",
        parent="3",
        author_name="Joan",
        author_email="joan@mail.example",
        author_website="https://joan.example/",
        author_user="2",
        text="Hello",
        text_format=TextFormat.HTML,
        created=datetime(2009, 9, 2, 8, tzinfo=UTC),
        status=Status.APPROVED,
        kind=Kind.COMMENT,
        reason=None,
        where="line 8, comment 7",
    )


@pytest.mark.parametrize(
    ("word", "status", "reason"),
    [
        ("1", Status.APPROVED, None),
        ("0", Status.PENDING, SOURCE_HELD),
        ("spam", Status.SPAM, SOURCE_SPAM),
        ("trash", Status.REJECTED, SOURCE_DELETED),
        ("post-trashed", Status.PENDING, SOURCE_HELD),
    ],
)
def test_states(read_wxr: ReadWxr, word: str, status: Status, reason: str | None) -> None:
    records = read_wxr(export(page(comment(approved=word))))
    assert (only_comment(records).status, only_comment(records).reason, codes(records)) == (status, reason, [])


@pytest.mark.parametrize("word", ["", "2", "approve me"])
def test_an_unknown_state_is_held_and_reported(read_wxr: ReadWxr, word: str) -> None:
    records = read_wxr(export(page(comment(approved=word))))
    assert only_comment(records).status is Status.PENDING
    assert codes(records) == [("status-unknown", Severity.REPAIRED)]


@pytest.mark.parametrize("word", ["", "comment", "pingback", "trackback", "webmention"])
def test_kinds(read_wxr: ReadWxr, word: str) -> None:
    assert only_comment(read_wxr(export(page(comment(type=word))))).kind == (word or "comment")


@pytest.mark.parametrize("word", ["order_note", "review", "action_log", "like"])
def test_what_readers_did_not_write_is_skipped_and_reported(read_wxr: ReadWxr, word: str) -> None:
    records = read_wxr(export(page(comment(type=word), comment(id="8"))))
    assert only_comment(records).source_id == "8"
    assert codes(records) == [("comment-type", Severity.SKIPPED)]


@pytest.mark.parametrize("bad", ["0000-00-00 00:00:00", "", "0000-01-01 00:00:00", "9999-12-31 23:59:59", "yesterday"])
def test_times_fall_back_and_say_so(read_wxr: ReadWxr, bad: str) -> None:
    local = read_wxr(export(page(comment(date_gmt=bad))))
    assert only_comment(local).created == datetime(2009, 9, 2, 9, tzinfo=UTC)
    assert codes(local) == [("time-local", Severity.REPAIRED)]
    of_page = read_wxr(export(page(comment(date_gmt=bad, date=bad))))
    assert only_comment(of_page).created == datetime(2009, 9, 1, 8, tzinfo=UTC)
    assert codes(of_page) == [("time-unknown", Severity.REPAIRED)]
    nowhere = read_wxr(export(page(comment(date_gmt=bad, date=bad), post_date_gmt=bad)))
    assert only_comment(nowhere).created == EPOCH


@pytest.mark.parametrize("word", ["", "0", "x" * 101])
def test_a_comment_without_an_id_is_known_by_its_fingerprint(read_wxr: ReadWxr, word: str) -> None:
    records = read_wxr(export(page(comment(id=word), comment(id=word, content="Other"))))
    first, second = [record for record in records if isinstance(record, CommentRecord)]
    assert (first.source_id, second.source_id) == (None, None)
    assert first.fingerprint != second.fingerprint
    assert first.fingerprint == replace(first, where="elsewhere", status=Status.SPAM).fingerprint
    assert codes(records) == [("no-id", Severity.NOTE)] * 2


def test_odd_parents_are_left_to_the_one_who_stores(read_wxr: ReadWxr) -> None:
    records = read_wxr(
        export(page(comment(id="1", parent="99"), comment(id="2", parent="2"), comment(id="2", parent="1")))
    )
    found = [record for record in records if isinstance(record, CommentRecord)]
    assert [(record.source_id, record.parent) for record in found] == [("1", "99"), ("2", "2"), ("2", "1")]


def test_a_text_may_be_empty_but_not_endless(read_wxr: ReadWxr) -> None:
    records = read_wxr(export(page(comment(content=" \n "), comment(id="8", content="x" * 1_000_001))))
    assert only_comment(records).text == ""
    assert codes(records) == [("no-text", Severity.NOTE), ("text-too-long", Severity.SKIPPED)]


def test_characters_that_cannot_be_stored_are_replaced_and_reported(read_wxr: ReadWxr) -> None:
    records = read_wxr(export(page(comment(content="a\x7fb\ufdd0", author="J\x7f"), title="\x7f")))
    assert (only_comment(records).text, only_comment(records).author_name) == ("a\ufffdb\ufffd", "J\ufffd")
    assert codes(records) == [("characters-replaced", Severity.REPAIRED)] * 3


def test_markup_that_nobody_escaped_keeps_its_text(read_wxr: ReadWxr) -> None:
    data = export(page(comment(content="SLOT"))).replace(b"SLOT", b"a <b>bold</b> word")
    assert only_comment(read_wxr(data)).text == "a bold word"


def test_undeclared_prefixes_are_no_obstacle(read_wxr: ReadWxr) -> None:
    data = export(page(comment(), "<media:thumb xlink:href='x'/>")).replace(
        b' xmlns:wp="http://wordpress.org/export/1.1/"', b""
    )
    assert only_comment(read_wxr(data)).source_id == "7"


def test_control_characters_become_spaces_and_never_markup(read_wxr: ReadWxr) -> None:
    cdata = b"<![CDATA[one]]\x00></wp:comment_content><wp:comment_approved>1</wp:comment_approved>\x0b]]>"
    data = export("\n\n", page(comment(content="SLOT", approved="0"))).replace(b"SLOT", cdata)
    records = read_wxr(data)
    assert only_comment(records).status is Status.PENDING
    assert only_comment(records).text.startswith("one]] >")
    last = records[-1]
    assert isinstance(last, Trouble)
    assert (last.code, last.where) == ("control-characters", "line 16")
    assert last.detail.startswith("2 ")
