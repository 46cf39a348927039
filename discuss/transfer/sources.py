"""Opening what people bring: plain or compressed files, and which format they are in."""

from __future__ import annotations

import codecs
import gzip
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from discuss.errors import FieldError, Malformed, TooLarge
from discuss.transfer.wxr import read_wxr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from discuss.transfer.records import Reader, Source

PEEK = 1 << 16  # bytes
RATIO_MOST = 200  # bytes out for one byte in; text compresses by 5 to 30
FREE = 1 << 24  # bytes out before the ratio counts: small files of one repeated line are fine
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Format:
    """A format that comes in: `is_likely` judges by the first PEEK bytes as text."""

    name: str
    read: Reader
    is_likely: Callable[[str], bool]


def _is_wxr(start: str) -> bool:
    return "<rss" in start and ("wordpress.org/export/" in start or "<wp:" in start)


FORMATS = (Format("wxr", read_wxr, _is_wxr),)
READERS = {format_.name: format_.read for format_ in FORMATS}


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a file for reading its bytes, unpacked if it is gzip, whatever its name.

    Reading raises TooLarge for a bomb and Malformed for a damaged archive. OSError for a file that cannot be opened.
    """
    with path.open("rb") as raw:
        packed = raw.peek(2)[:2] == _GZIP
        yield _Unpacked(raw) if packed else raw


def recognise(path: Path) -> str | None:
    """Name the format of a file by its first PEEK bytes, or None. Raises as open_source does."""
    with open_source(path) as stream:
        start = _as_text(stream.read(PEEK))
    return next((format_.name for format_ in FORMATS if format_.is_likely(start)), None)


class _Unpacked:
    """A gzip file that is watched while it unfolds."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._gzip = gzip.GzipFile(fileobj=raw, mode="rb")

    def read(self, size: int, /) -> bytes:
        """Read at most `size` bytes, and at most PEEK, so that the ratio is seen in time."""
        try:
            data = self._gzip.read(min(size, PEEK))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Malformed(FieldError("file", "The archive is damaged or ends in the middle.")) from error
        if self._gzip.tell() > FREE + RATIO_MOST * self._raw.tell():
            raise TooLarge(
                f"This archive unfolds to more than {RATIO_MOST} times its size. Unpack it first if it is right."
            )
        return data


def _as_text(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", errors="replace")
    return start.decode("utf-8", errors="replace")
