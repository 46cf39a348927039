"""XML from strangers, as a stream of flat blocks, in bounded memory.

Why not `iterparse`: it holds each text whole however long it is, and knows no depth. Names are compared as they
are written (`wp:comment`), since real exports use prefixes that they never declare.
"""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from discuss.errors import FieldError, Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from discuss.transfer.records import Source

DEPTH_MOST = 100  # elements inside one another
FIELD_MOST = 1_000_000  # code points of one text; WordPress itself stores at most 65,535 bytes
TAG_MOST = 1 << 20  # bytes of one tag: the parser holds it whole
_CHUNK = 1 << 16
# A space, not nothing: `]]`, NUL, `>` must not become the end of a section.
_CONTROLS = bytes(32 if byte < 32 and byte not in b"\t\n\r" else byte for byte in range(256))
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
_ENDS_EARLY = ("no element found", "unclosed token", "unclosed CDATA section")


@dataclass(frozen=True, slots=True)
class Shape:
    """What to look for: the root's name, and for each kind of block the names of the direct children to keep."""

    root: str
    blocks: dict[str, frozenset[str]]


@dataclass(slots=True, eq=False)
class Block:
    """One element with the texts of its children; `outer` is the block it stands in, which is still being read."""

    name: str
    line: int
    outer: Block | None
    fields: dict[str, str] = field(default_factory=dict)
    too_long: set[str] = field(default_factory=set)  # fields of which only the beginning was kept

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()


class XmlBlocks:
    """Iterate over the blocks of a stream, each when it ends. Raises Malformed, naming the line.

    Control characters, which XML forbids and old databases contain, become spaces; `mended` counts them.
    """

    def __init__(self, source: Source, shape: Shape) -> None:
        self.mended = 0
        self.mended_line = 0
        self._source = source
        self._line = 1
        self._parser = DefusedExpatParser(forbid_dtd=True)
        self._handler = _Handler(shape, self._parser.getLineNumber)
        self._parser.setContentHandler(self._handler)

    def __iter__(self) -> Iterator[Block]:
        is_wide = None
        silent = 0
        while chunk := self._source.read(_CHUNK):
            is_wide = chunk.startswith(_WIDE) if is_wide is None else is_wide
            silent = self._feed(chunk if is_wide else self._mend(chunk), silent)
            yield from self._handler.take()
        if is_wide is None:
            raise _malformed(1, "The file is empty.")
        with self._in_words():
            self._parser.close()
        yield from self._handler.take()

    def _feed(self, chunk: bytes, silent: int) -> int:
        """Parse a chunk and give the bytes since the parser last recognised anything."""
        self._handler.heard = False
        with self._in_words():
            self._parser.feed(chunk)
        silent = 0 if self._handler.heard else silent + len(chunk)
        if silent > TAG_MOST:
            raise _malformed(
                self._parser.getLineNumber(), "A single tag or remark here is longer than a million bytes."
            )
        return silent

    def _mend(self, chunk: bytes) -> bytes:
        clean = chunk.translate(_CONTROLS)
        if clean != chunk:
            places = [place for place, byte in enumerate(chunk) if byte != clean[place]]
            self.mended_line = self.mended_line or self._line + chunk.count(b"\n", 0, places[0])
            self.mended += len(places)
        self._line += chunk.count(b"\n")
        return clean

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except DefusedXmlException as error:
            raise _malformed(
                self._parser.getLineNumber(),
                "The file declares a document type or entities. An export has none, so this may be an attack.",
            ) from error
        except SAXParseException as error:
            raise _malformed(error.getLineNumber() or 1, _words(error.getMessage())) from error
        except (LookupError, ValueError) as error:  # an encoding that the parser does not know
            raise _malformed(1, "The file's encoding cannot be read. Save it as UTF-8 and try again.") from error


class _Handler(ContentHandler):
    """Collects blocks. A field's text includes that of markup inside it."""

    def __init__(self, shape: Shape, line: Callable[[], int | None]) -> None:
        super().__init__()
        self.heard = False
        self._shape = shape
        self._line = line
        self._depth = 0
        self._open: list[tuple[int, Block]] = []
        self._done: list[Block] = []
        self._text: _Text | None = None

    def take(self) -> list[Block]:
        done, self._done = self._done, []
        return done

    def startElement(self, name: str, attrs: object) -> None:  # noqa: ARG002, N802 - the SAX interface
        self.heard = True
        self._depth += 1
        if self._depth > DEPTH_MOST:
            raise _malformed(self._here(), f"Elements stand more than {DEPTH_MOST} deep inside one another.")
        if self._depth == 1 and name != self._shape.root:
            raise _malformed(self._here(), f"This starts with <{name[:80]}>, not with <{self._shape.root}>.")
        if self._text is None:
            self._start(name)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - the SAX interface
        self.heard = True
        if self._text is not None and self._text.depth == self._depth:
            self._keep(self._text)
            self._text = None
        elif self._open and self._open[-1][0] == self._depth:
            self._done.append(self._open.pop()[1])
        self._depth -= 1

    def characters(self, content: str) -> None:
        self.heard = True
        if self._text is not None:
            self._text.add(content)

    def _here(self) -> int:
        return self._line() or 1

    def _start(self, name: str) -> None:
        depth, outer = self._open[-1] if self._open else (0, None)
        if name in self._shape.blocks:
            if any(block.name == name for _, block in self._open):
                raise _malformed(self._here(), f"Here a <{name}> stands inside another.")
            self._open.append((self._depth, Block(name, self._here(), outer)))
        elif outer is not None and depth == self._depth - 1 and name in self._shape.blocks[outer.name]:
            self._text = _Text(name, self._depth)

    def _keep(self, text: _Text) -> None:
        block = self._open[-1][1]
        if text.size > FIELD_MOST:
            block.too_long.add(text.name)
        block.fields[text.name] = block.fields.get(text.name) or text.kept.getvalue()


@dataclass(slots=True)
class _Text:
    """The text of the field that is being read; after FIELD_MOST code points only its size still grows."""

    name: str
    depth: int
    kept: StringIO = field(default_factory=StringIO)
    size: int = 0

    def add(self, piece: str) -> None:
        if self.size <= FIELD_MOST:
            self.kept.write(piece)
        self.size += len(piece)


def _words(message: str) -> str:
    if message.startswith(_ENDS_EARLY):
        return "The file ends in the middle. Was it downloaded whole?"
    return f"This is not well-formed XML: {message}."


def _malformed(line: int, detail: str) -> Malformed:
    return Malformed(FieldError(f"line {line}", detail))
