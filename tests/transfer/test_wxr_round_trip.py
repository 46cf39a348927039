"""Generated discussions, written as WordPress would and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

from hypothesis import given, strategies as st

from discuss.domain.status import Kind, Status
from discuss.domain.times import EPOCH
from discuss.transfer import wxr
from discuss.transfer.records import (
    CommentRecord,
    TextFormat,
)
from tests.transfer.wxr_files import comment, export, page

NOW = datetime(2024, 6, 1, tzinfo=UTC)

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
