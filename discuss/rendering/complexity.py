"""Refuse a text that would cost too much to render: the frame before any parser sees it, the words before they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NoReturn

from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class _Bound:
    """How often a pattern may be found. Each pattern is linear: one pass, nothing to go back over."""

    pattern: re.Pattern[str]
    most: int
    what: str


# Each number is the largest round one at which benchmarks/rendering.py stays far inside the budget.
_BOUNDS = (
    _Bound(re.compile(r"://|www\.|mailto:|!\[|@[\w.-]{1,80}>", re.IGNORECASE), 100, "links and images"),
    _Bound(re.compile(r"\["), 250, "square brackets"),
    _Bound(re.compile(r"\*+|_+|~+|`+"), 2_500, "asterisks, underscores and backticks"),
)
_MARK = re.compile(r"[^\w\s.,;'\"()?/|]|_")
_MOST_LOOKS = 75_000
_MOST_LINES = 1_000
_MOST_ROWS = 300
_MOST_CELLS = 2_000
_MOST_LEVELS = 10
_MOST_MARKERS = 1_000
_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))+")
_MARKER = re.compile(r">|[-+*.)]")
_UNDER_HEAD = re.compile(r"[ \t>*+0-9.):|-]*-[ \t:|-]*\Z")


def check_complexity(body: str) -> None:
    """Raise Invalid when a body has too many lines, levels or cells. Linear in its length."""
    lines = body.split("\n")
    if sum(1 for line in lines if line.strip()) > _MOST_LINES:
        refuse(f"There are too many lines in this text: {_MOST_LINES:,} is the most.")
    levels = [_levels(line) for line in lines]
    if max(levels) > _MOST_LEVELS:
        refuse_levels()
    if sum(levels) > _MOST_MARKERS:
        refuse(f"There are too many quotes and list items in this text: {_MOST_MARKERS:,} are the most.")
    _check_tables(lines)


def check_words(texts: Sequence[str]) -> None:
    """Raise Invalid when the running texts of a body, its code blocks left out, are more markup than words."""
    for bound in _BOUNDS:
        found = sum(len(bound.pattern.findall(text)) for text in texts)
        if found > bound.most:
            refuse(f"There are too many {bound.what} in this text: {found:,}, and {bound.most:,} is the most.")
    # After each bracket the parser looks at every mark that follows in the same paragraph.
    if sum(text.count("[") * len(_MARK.findall(text)) for text in texts) > _MOST_LOOKS:
        refuse("There are too many square brackets among other marks in one paragraph of this text.")


def refuse(detail: str) -> NoReturn:
    """Raise Invalid, about the body."""
    raise Invalid(FieldError("/body", detail))


def refuse_levels() -> NoReturn:
    """Raise Invalid, about quotes and lists."""
    refuse(f"Quotes and lists are nested too deeply in this text: {_MOST_LEVELS} levels are the most.")


def _levels(line: str) -> int:
    markers = _MARKERS.match(line)
    return len(_MARKER.findall(markers.group())) if markers else 0


def _check_tables(lines: list[str]) -> None:
    """Bound rows and cells: the sanitiser is quadratic in rows, and short rows are filled up to the head's width."""
    rows = cells = 0
    for has_text, group in groupby(lines, key=lambda line: bool(line.strip())):
        block = list(group) if has_text else []
        columns = max((line.count("|") for line in block), default=0)
        if columns and any(_UNDER_HEAD.match(line) for line in block):
            rows += len(block)
            cells += len(block) * (columns + 1)
    if rows > _MOST_ROWS or cells > _MOST_CELLS:
        refuse(f"The tables in this text are too large: {_MOST_ROWS} rows or {_MOST_CELLS:,} cells are the most.")
