"""Opening files: plain, packed, damaged, bombs; and knowing what they are."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from discuss.errors import Malformed, TooLarge
from discuss.transfer.sources import FORMATS, FREE, PEEK, READERS, open_source, recognise

if TYPE_CHECKING:
    from pathlib import Path

WXR = '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.0/"><channel/></rss>'


def read_all(path: Path) -> bytes:
    with open_source(path) as source:
        return b"".join(iter(lambda: source.read(1 << 20), b""))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "export"


@pytest.mark.parametrize("data", [b"", b"x", b"\x1f", WXR.encode()])
def test_plain_files_are_read_as_they_are(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert read_all(file) == data


def test_packed_files_are_unpacked_whatever_their_name(file: Path) -> None:
    data = bytes(range(256)) * 10_000
    file.write_bytes(gzip.compress(data[:1_000]) + gzip.compress(data[1_000:]))
    assert read_all(file) == data


def test_a_small_file_may_be_packed_very_well(file: Path) -> None:
    file.write_bytes(gzip.compress(b"\0" * FREE))
    assert len(read_all(file)) == FREE


def test_a_bomb_is_refused_before_it_has_unfolded(file: Path) -> None:
    file.write_bytes(gzip.compress(b"\0" * (FREE * 4)))
    with open_source(file) as source:
        for _ in range(FREE // PEEK):
            assert source.read(1 << 30)
        with pytest.raises(TooLarge):
            list(iter(lambda: source.read(PEEK), b""))


@pytest.mark.parametrize("damage", [slice(0, 40), slice(0, -4), slice(0, 2)])
def test_an_archive_that_ends_early_is_refused(file: Path, damage: slice) -> None:
    file.write_bytes(gzip.compress(bytes(range(256)) * 50, mtime=0)[damage])
    with pytest.raises(Malformed, match="archive"):
        read_all(file)


def test_an_archive_that_was_changed_is_refused(file: Path) -> None:
    data = bytearray(gzip.compress(bytes(range(256)) * 50))
    data[-6] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(Malformed, match="damaged"):
        read_all(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_export_is_recognised(file: Path, encoding: str) -> None:
    file.write_bytes(WXR.encode(encoding))
    assert recognise(file) == "wxr"
    file.write_bytes(gzip.compress(WXR.encode(encoding)))
    assert recognise(file) == "wxr"


def test_an_export_without_declarations_is_recognised(file: Path) -> None:
    file.write_text("<rss><channel><item><wp:post_id>1</wp:post_id></item></channel></rss>")
    assert recognise(file) == "wxr"


@pytest.mark.parametrize("text", ["", "{}", "<html/>", "<rss><channel/></rss>", "<disqus/>", "\ufffd\x00" * 50])
def test_other_files_are_not(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert recognise(file) is None


def test_only_the_beginning_is_looked_at(file: Path) -> None:
    file.write_text("<rss>" + " " * 70_000 + WXR)
    assert recognise(file) is None


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == {known.name for known in FORMATS}


def test_a_file_that_is_not_there_is_the_callers_concern(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        recognise(file)
