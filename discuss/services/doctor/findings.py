"""What `discuss doctor` finds: whether all is well, and a symbol that the catalogues put into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 500


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One item as it is. `values` belong into its words; servers and files may have had their say in them."""

    symbol: str
    state: State
    values: Mapping[str, str] = field(default_factory=dict)


def fine(symbol: str, **values: object) -> Finding:
    return Finding(symbol, State.OK, _clean(values))


def worry(symbol: str, **values: object) -> Finding:
    return Finding(symbol, State.WARNING, _clean(values))


def fault(symbol: str, **values: object) -> Finding:
    return Finding(symbol, State.BROKEN, _clean(values))


def _clean(values: Mapping[str, object]) -> dict[str, str]:
    """Leave what can be written on a terminal and be taken for nothing but a text, on one line."""
    return {name: _write(" ".join(str(value).split())[:_MOST]) for name, value in values.items()}


def _write(text: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in text)
