"""The table of results: what was measured, what it must reach, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One budget. `value` is a ratio or a number in `unit`; `detail` says what it was made of."""

    what: str
    value: float
    bound: Literal["≥", "≤"]
    budget: float
    unit: str = ""
    detail: str = ""

    @property
    def is_met(self) -> bool:
        return self.value >= self.budget if self.bound == "≥" else self.value <= self.budget


def print_row(row: Row) -> None:
    verdict = "yes" if row.is_met else "NO"
    print(
        f"| {row.what} | {row.bound} {row.budget:g}{row.unit} | {row.value:.2f}{row.unit} | {verdict} | {row.detail} |",
        flush=True,
    )


def print_head() -> None:
    print("| what | must reach | reached | met | made of |\n|---|---|---|---|---|", flush=True)
