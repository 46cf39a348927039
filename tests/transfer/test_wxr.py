"""The traits of WordPress exports one by one, and generated discussions written out and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, strategies as st

from discuss.domain.status import Kind, Status
from discuss.domain.times import EPOCH
from discuss.errors import Malformed
from discuss.transfer import wxr
from discuss.transfer.records import (
    PAGE_NOT_PUBLIC,
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

ReadWxr = Callable[[bytes], list[Record]]
NOW = datetime(2024, 6, 1, tzinfo=UTC)
PAGE = {
    "link": "https://blog.example/p/",
    "title": "A page",
    "wp:post_id": "5",
    "wp:post_date_gmt": "2009-09-01 08:00:00",
    "wp:status": "publish",
    "wp:post_type": "post",
    "wp:post_password": "",
    "wp:comment_status": "open",
}
COMMENT = {
    "wp:comment_id": "7",
    "wp:comment_author": "Joan",
    "wp:comment_author_email": "joan@mail.example",
    "wp:comment_author_url": "https://joan.example/",
    "wp:comment_date": "2009-09-02 09:00:00",
    "wp:comment_date_gmt": "2009-09-02 08:00:00",
    "wp:comment_content": "Hello",
    "wp:comment_approved": "1",
    "wp:comment_type": "",
    "wp:comment_parent": "0",
    "wp:comment_user_id": "0",
}


def fields(values: dict[str, str]) -> str:
    return "\n".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def comment(**changed: str) -> str:
    return (
        f"<wp:comment>{fields(COMMENT | {f'wp:comment_{name}': value for name, value in changed.items()})}</wp:comment>"
    )


def page(*comments: str, **changed: str) -> str:
    renamed = {
        name if name in {"link", "title", "guid", "pubDate"} else f"wp:{name}": text for name, text in changed.items()
    }
    return f"<item>{fields(PAGE | renamed)}{''.join(comments)}</item>"


def export(*parts: str) -> bytes:
    return f'<rss xmlns:wp="http://wordpress.org/export/1.1/"><channel>{"".join(parts)}</channel></rss>'.encode()


def only_comment(records: list[Record]) -> CommentRecord:
    (found,) = [record for record in records if isinstance(record, CommentRecord)]
    return found


def codes(records: list[Record]) -> list[tuple[str, Severity]]:
    return [(record.code, record.severity) for record in records if isinstance(record, Trouble)]


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


def test_a_page_without_a_gmt_time_takes_that_of_the_feed(read_wxr: ReadWxr) -> None:
    thread = read_wxr(export(page(comment(), post_date_gmt="", pubDate="Tue, 01 Sep 2009 10:00:00 +0200")))[0]
    assert isinstance(thread, ThreadRecord)
    assert thread.created == datetime(2009, 9, 1, 8, tzinfo=UTC)


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


texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")) | st.just("\n")).map(str.strip).filter(bool)


@st.composite
def discussions(draw: st.DrawFn) -> list[CommentRecord]:
    """A discussion as a reader would give it: any tree, in any order of ids."""
    count = draw(st.integers(1, 20))
    ids = [str(number) for number in draw(st.permutations(range(1, count + 1)))]
    return [
        CommentRecord(
            source_id=own,
            page="5",
            parent=draw(st.sampled_from([None, *ids])),
            author_name="Joan",
            author_email="joan@mail.example",
            author_website=draw(st.sampled_from([None, "https://joan.example/a%20b?a=1&b=2"])),
            author_user=draw(st.sampled_from([None, "3"])),
            text=draw(texts),
            text_format=TextFormat.HTML,
            created=EPOCH + timedelta(seconds=draw(st.integers(0, 1_700_000_000))),
            status=draw(st.sampled_from([Status.APPROVED, Status.PENDING, Status.SPAM, Status.REJECTED])),
            kind=draw(st.sampled_from(Kind)),
            reason=None,
            where="",
        )
        for own in ids
    ]


def written(record: CommentRecord) -> str:
    words = {Status.APPROVED: "1", Status.PENDING: "0", Status.SPAM: "spam", Status.REJECTED: "trash"}
    return comment(
        id=record.source_id or "",
        parent=record.parent or "0",
        author_url=record.author_website or "",
        user_id=record.author_user or "0",
        content=record.text,
        date_gmt=f"{record.created:%Y-%m-%d %H:%M:%S}",
        approved=words[record.status],
        type=record.kind,
    )


@given(discussions())
def test_what_is_written_out_is_read_back_equal(expected: list[CommentRecord]) -> None:
    records = wxr.read_wxr(BytesIO(export(page(*map(written, expected)))), NOW)
    found = [record for record in records if isinstance(record, CommentRecord)]
    assert [replace(record, reason=None, where="") for record in found] == expected
    assert all((record.reason is None) == (record.status is Status.APPROVED) for record in found)
