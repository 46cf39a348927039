"""XML that wants to do harm: each is refused in words with its line, or read in bounded memory."""

from __future__ import annotations

import gc
import tracemalloc
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from discuss.errors import Malformed
from discuss.transfer.xmlfeed import DEPTH_MOST, FIELD_MOST, TAG_MOST, Block, Shape, XmlBlocks

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPE = Shape("r", {"page": frozenset({"t"}), "note": frozenset({"t"})})
LAUGHS = (
    b'<?xml version="1.0"?>\n<!DOCTYPE r [\n<!ENTITY a "ha">\n'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;">\n' % (98 + n, 97 + n, 97 + n, 97 + n) for n in range(20))
    + b"]>\n<r><page><t>&u;</t></page></r>"
)
QUADRATIC = b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 50_000 + b'">]>\n<r><page><t>' + b"&a;" * 50_000 + b"</t></page></r>"


def blocks(data: bytes) -> list[Block]:
    return list(XmlBlocks(BytesIO(data), SHAPE))


class Endless:
    """A source that repeats a piece between a beginning and an end, without holding it."""

    def __init__(self, start: bytes, piece: bytes, times: int, end: bytes) -> None:
        self._parts = self._run(start, piece, times, end)

    def read(self, _size: int, /) -> bytes:
        return next(self._parts, b"")

    @staticmethod
    def _run(start: bytes, piece: bytes, times: int, end: bytes) -> Iterator[bytes]:
        yield start
        for _ in range(times):
            yield piece
        yield end


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        pytest.param(LAUGHS, 2, "attack", id="laughs"),
        pytest.param(QUADRATIC, 1, "attack", id="quadratic"),
        pytest.param(b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>', 1, "attack", id="external"),
        pytest.param(b'<!DOCTYPE r SYSTEM "http://192.0.2.1/x.dtd">\n<r/>', 1, "attack", id="external-dtd"),
        pytest.param(b"\n<!DOCTYPE r>\n<r/>", 2, "attack", id="dtd"),
        pytest.param(b"<!DOCTYPE r [<!ENTITY % p \"<!ENTITY a 'b'>\"> %p;]><r/>", 1, "attack", id="parameter-entity"),
        pytest.param(b"<r>\n&unknown;</r>", 2, "undefined entity", id="undeclared-entity"),
        pytest.param(b"<r>\n" + b"<a>\n" * 100_000, DEPTH_MOST + 1, "deep", id="deep"),
        pytest.param(b"<r>\n<page><t>half", 2, "ends in the middle", id="truncated-text"),
        pytest.param(b"<r>\n<page><t><![CDATA[half", 2, "ends in the middle", id="truncated-cdata"),
        pytest.param(b"<r>\n<page", 2, "ends in the middle", id="truncated-tag"),
        pytest.param(b"", 1, "empty", id="empty"),
        pytest.param(b"<r>\n</page></r>", 2, "not well-formed", id="crossed"),
        pytest.param(b"<r/>\n<r/>", 2, "not well-formed", id="two-roots"),
        pytest.param(b"PK\x03\x04 not XML at all", 1, "not well-formed", id="not-xml"),
        pytest.param(b"<html>\n</html>", 1, "starts with <html>", id="another-root"),
        pytest.param(b"<r><page>\n<page/></page></r>", 2, "inside another", id="page-in-page"),
        pytest.param(b"<r>\n<page><t>caf\xe9</t></page></r>", 2, "not well-formed", id="not-utf-8"),
        pytest.param(b'<?xml version="1.0" encoding="utf-7"?>\n<r/>', 1, "", id="utf-7"),
        pytest.param(b'<?xml version="1.0" encoding="shift_jis"?>\n<r/>', 1, "encoding", id="several-bytes"),
        pytest.param(b'<?xml version="1.0" encoding="no-such"?>\n<r/>', 1, "encoding", id="no-such-encoding"),
        pytest.param(b'<?xml version="1.0" encoding="utf-16"?>\n<r/>', 1, "", id="says-utf-16-and-is-not"),
        pytest.param(b"<r>&#0;</r>", 1, "not well-formed", id="nul-by-number"),
        pytest.param(b"<r>\xed\xa0\x80</r>", 1, "not well-formed", id="lone-surrogate"),
    ],
)
def test_refused_with_the_line(data: bytes, line: int, words: str) -> None:
    with pytest.raises(Malformed) as caught:
        blocks(data)
    (error,) = caught.value.errors
    assert error.pointer == f"line {line}"
    assert words in error.detail


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_are_read(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    data = f'<?xml version="1.0" encoding="{declared}"?><r><page><t>café</t></page></r>'.encode(encoding)
    assert [block.fields for block in blocks(data)] == [{"t": "café"}]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_not_taken_for_control_characters(encoding: str) -> None:
    feed = XmlBlocks(BytesIO("<r><page><t>é</t></page></r>".encode(encoding)), SHAPE)
    assert [block.fields for block in feed] == [{"t": "é"}]
    assert feed.mended == 0


def test_blocks_know_their_outer_block_and_line() -> None:
    note, page = blocks(b"<r>\n<page>\n<note><t> a </t></note><t>b</t><t>c</t><x><t>d</t></x>\n</page></r>")
    assert (note.name, note.line, note.outer, note.get("t")) == ("note", 3, page, "a")
    assert (page.name, page.line, page.outer, page.get("t"), page.get("u")) == ("page", 2, None, "b", "")


@pytest.mark.parametrize("byte", [byte for byte in range(32) if byte not in b"\t\n\r"])
def test_control_characters_are_mended_and_counted(byte: int) -> None:
    feed = XmlBlocks(BytesIO(b"<r>\n<page><t>a" + bytes([byte, byte]) + b"b</t></page></r>"), SHAPE)
    assert [block.fields for block in feed] == [{"t": "a  b"}]
    assert (feed.mended, feed.mended_line) == (2, 2)


@pytest.mark.parametrize(
    ("start", "piece", "end"),
    [
        pytest.param(b"<r>", b" " * 65_536, b"<page><t>x</t></page></r>", id="space"),
        pytest.param(b"<r><other>", b"x" * 65_536, b"</other><page><t>x</t></page></r>", id="text-nobody-wants"),
        pytest.param(b"<r><page><t>", b"x" * 65_536, b"</t></page></r>", id="text-of-a-field"),
        pytest.param(b"<r><page><t><![CDATA[", b"x" * 65_536, b"]]></t></page></r>", id="cdata-of-a-field"),
        pytest.param(b"<r><page><t>x</t>", b"<u>y</u>" * 8_192, b"</page></r>", id="many-fields"),
        pytest.param(b"<r><page><t>", b"<b>y</b>" * 8_192, b"</t></page></r>", id="markup-in-a-field"),
    ],
)
def test_memory_stays_bounded_whatever_comes(start: bytes, piece: bytes, end: bytes) -> None:
    gc.collect()
    tracemalloc.start()
    try:
        found = list(XmlBlocks(Endless(start, piece, 96, end), SHAPE))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [block.name for block in found] == ["page"]
    assert peak < 5_000_000


def test_a_long_text_keeps_its_beginning_and_is_marked() -> None:
    (page,) = list(XmlBlocks(Endless(b"<r><page><t>", b"x" * 65_536, 32, b"</t></page></r>"), SHAPE))
    assert page.too_long == {"t"}
    assert FIELD_MOST <= len(page.get("t")) < 2 * FIELD_MOST


@pytest.mark.parametrize("start", [b"<r a='", b"<r><!-- ", b"<r><?x ", b"<", b"<r>&"])
def test_a_tag_without_end_is_refused_early(start: bytes) -> None:
    source = Endless(start, b"x" * 65_536, 10_000, b"")
    with pytest.raises(Malformed, match=r"longer than a million bytes|not well-formed"):
        list(XmlBlocks(source, SHAPE))
    assert len(source.read(1)) == 65_536  # most of it was never read


def test_a_great_many_attributes_are_refused() -> None:
    piece = b"".join(b" a%06d='x'" % number for number in range(5_000))
    with pytest.raises(Malformed):
        list(XmlBlocks(Endless(b"<r", piece, 200, b"/>"), SHAPE))
    assert len(piece) * 200 > TAG_MOST


def outcome(data: bytes) -> list[str]:
    try:
        return [block.name for block in blocks(data)]
    except Malformed as error:
        return [error.errors[0].pointer.split()[0]]


@given(st.binary(max_size=300) | st.text(alphabet="<>/r!-[]ptage&;x \n\0'=").map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert set(outcome(data)) <= {"page", "note", "line"}


@given(st.binary(max_size=60))
def test_any_bytes_inside_a_file_are_read_or_refused(data: bytes) -> None:
    assert outcome(b"<r><page><t>" + data + b"</t></page></r>") in (["page"], ["line"])
