"""Whole exports: the same expectations hold for our fixtures and, where they exist, for the public samples."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from discuss.domain.status import Kind, Status
from discuss.transfer.records import (
    PAGE_NOT_PUBLIC,
    SOURCE_HELD,
    CommentRecord,
    Record,
    Severity,
    ThreadRecord,
    Trouble,
)

Reading = Callable[[Path], list[Record]]
Finding = Callable[[str, str], Path]
TOWN = [("theme-unit-test.wxr.xml", "village.wxr.xml"), ("", "village.wxr.xml")]
SMALL = [("wordpress-small.wxr.xml", "hamlet.wxr.xml"), ("", "hamlet.wxr.xml")]


def comments_of(records: list[Record]) -> list[CommentRecord]:
    return [record for record in records if isinstance(record, CommentRecord)]


def threads_of(records: list[Record]) -> list[ThreadRecord]:
    return [record for record in records if isinstance(record, ThreadRecord) and not record.is_empty]


def levels(comments: list[CommentRecord]) -> int:
    depth: dict[tuple[str, str | None], int] = {}
    for comment in comments:
        depth[comment.page, comment.source_id] = depth.get((comment.page, comment.parent), 0) + 1
    return max(depth.values())


@pytest.fixture(params=TOWN, ids=["sample", "fixture"])
def town(request: pytest.FixtureRequest, read_file: Reading, find_export: Finding) -> list[Record]:
    return read_file(_find(find_export, request.param))


@pytest.fixture(params=SMALL, ids=["sample", "fixture"])
def small(request: pytest.FixtureRequest, read_file: Reading, find_export: Finding) -> list[Record]:
    return read_file(_find(find_export, request.param))


def _find(find_export: Finding, names: tuple[str, str]) -> Path:
    sample, fixture = names
    return find_export(sample or "no such sample", fixture)


def test_a_whole_blog_has_every_comment_in_its_state(town: list[Record]) -> None:
    comments = comments_of(town)
    assert Counter((comment.status, comment.reason) for comment in comments) == {
        (Status.APPROVED, None): 28,
        (Status.PENDING, SOURCE_HELD): 3,
        (Status.PENDING, PAGE_NOT_PUBLIC): 1,
    }
    assert Counter(comment.kind for comment in comments) == {Kind.COMMENT: 28, Kind.PINGBACK: 2, Kind.TRACKBACK: 2}


def test_a_whole_blog_has_every_thread_before_its_comments(town: list[Record]) -> None:
    threads = threads_of(town)
    assert (len(threads), sum(thread.closed for thread in threads)) == (6, 3)
    current = ""
    for record in town:
        if isinstance(record, ThreadRecord):
            current = record.source_id
        elif isinstance(record, CommentRecord):
            assert record.page == current


def test_a_whole_blog_keeps_its_tree(town: list[Record]) -> None:
    comments = comments_of(town)
    known = {(comment.page, comment.source_id) for comment in comments}
    assert len(known) == 32
    assert all(comment.parent is None or (comment.page, comment.parent) in known for comment in comments)
    assert levels(comments) == 10


def test_a_whole_blog_loses_nothing_but_the_end_of_a_long_name(town: list[Record]) -> None:
    troubles = [record for record in town if isinstance(record, Trouble)]
    assert [(trouble.code, trouble.severity) for trouble in troubles] == [("name-cut", Severity.REPAIRED)]
    names = [comment.author_name for comment in comments_of(town) if comment.kind is Kind.PINGBACK]
    assert any("« What’s" in (name or "") for name in names)
    assert not any("&" in (name or "") for name in names)


def test_pages_that_were_closed_without_comments_are_marked(town: list[Record]) -> None:
    empty = [record for record in town if isinstance(record, ThreadRecord) and record.is_empty]
    assert empty
    assert all(thread.closed and thread.public for thread in empty)


def test_an_old_export_repeats_an_id_on_another_page(small: list[Record]) -> None:
    comments = comments_of(small)
    assert len(comments) == 8
    assert {comment.page for comment in comments if comment.source_id == "11"} == {"18", threads_of(small)[1].link}
    assert all(comment.status is Status.APPROVED for comment in comments)
    assert not [record for record in small if isinstance(record, Trouble)]


def test_an_old_export_keeps_line_breaks_and_loses_indentation(small: list[Record]) -> None:
    comments = comments_of(small)
    assert any("\n" in comment.text for comment in comments)
    assert all(comment.text == comment.text.strip() for comment in comments)
    assert all(
        comment.author_email is None or comment.author_email == comment.author_email.strip() for comment in comments
    )


def test_reading_gives_utc_and_line_numbers_that_rise(town: list[Record]) -> None:
    lines = [int(record.where.split(",")[0].removeprefix("line ")) for record in comments_of(town)]
    assert all(first < second for first, second in pairwise(lines))
    assert all(comment.created.utcoffset() is not None for comment in comments_of(town))


def test_a_packed_export_reads_like_the_plain_one(read_file: Reading, find_export: Finding, tmp_path: Path) -> None:
    plain = find_export(*TOWN[0])
    packed = tmp_path / "export.xml"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_file(packed) == read_file(plain)
