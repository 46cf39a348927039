"""The list of an owner's first evening: what there is to do, in which order, and what is done."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

BEGUN = "begun"
"""Stands among the steps of a site that has such a list."""


class Step(StrEnum):
    """One thing to do. The password is the first of all: without it nobody sees the list."""

    PASSWORD = "password"  # noqa: S105 - no password
    LINES = "lines"
    PAGE = "page"
    TOLD = "told"
    CARE = "care"
    RULES = "rules"
    FIRST = "first"
    COLLEAGUE = "colleague"
    COPY = "copy"


def list_open(ticked: Collection[str], facts: Collection[Step]) -> list[Step]:
    """Give what is still to be done: neither ticked nor plainly there."""
    return [step for step in Step if step not in ticked and step not in facts]
