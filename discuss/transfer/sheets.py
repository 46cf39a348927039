"""Tables for a spreadsheet: CSV (RFC 4180) in which no cell is ever a formula."""

from __future__ import annotations

import csv
import unicodedata
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK = "\ufeff"
"""Without it spreadsheets read UTF-8 as something else."""

_FORMULA = frozenset("=+-@")


def write_row(cells: Iterable[object]) -> str:
    """Write one line; None is an empty cell."""
    line = StringIO()
    csv.writer(line).writerow(["" if cell is None else disarm(str(cell)) for cell in cells])
    return line.getvalue()


def disarm(text: str) -> str:
    """Give `text` so that a spreadsheet shows it and does not reckon with it: an apostrophe before a formula.

    A formula may begin after white space and what nobody sees, and with a sign of full width.
    """
    if text[:1] in {"\t", "\r", "\n"}:
        return f"'{text}"
    first = next((sign for sign in unicodedata.normalize("NFKC", text) if not _is_unseen(sign)), "")
    return f"'{text}" if first in _FORMULA and first else text


def _is_unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf"}
