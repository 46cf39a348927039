"""Reads a discussion that is written down as text, one line of who and when before each comment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = re.compile(r"@(?P<depth>\d+) (?P<name>.+?) \| (?P<delay>[0-9dhm]+)(?: \| (?P<marks>.+))?")
_UNITS = {"d": 1440, "h": 60, "m": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One comment. `delay` is minutes after its parent, of a root after the page; `marks` are words like `pinned`."""

    depth: int
    name: str
    delay: int
    body: str
    marks: frozenset[str]

    @property
    def up(self) -> int:
        """How many readers vote for it."""
        return next((int(mark.removeprefix("up=")) for mark in self.marks if mark.startswith("up=")), 0)


def parse_talk(text: str) -> list[Line]:
    """Parse a discussion. Raises ValueError naming the line that cannot be read."""
    return [_parse_line(head, "\n".join(body).strip()) for head, body in _split(text.splitlines())]


def _split(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    starts = [number for number, line in enumerate(lines) if line.startswith("@")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start], lines[start + 1 : end]


def _parse_line(head: str, body: str) -> Line:
    found = _HEAD.fullmatch(head.strip())
    if found is None or not body:
        raise ValueError(f"This is no head of a comment with a text below it: {head!r}")
    return Line(
        depth=int(found["depth"]),
        name=found["name"],
        delay=_minutes(found["delay"]),
        body=body,
        marks=frozenset((found["marks"] or "").split()),
    )


def _minutes(text: str) -> int:
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([dhm])", text))
