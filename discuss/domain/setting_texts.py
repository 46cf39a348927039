"""Settings that readers see as text: a name, and a text of several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.names import NAME_LIMIT, check_name
from discuss.domain.texts import check_text
from discuss.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable


def parse_own_name(text: str) -> str:
    """Read a name that a guest could have; empty for none. Raises ValueError."""
    try:
        return check_name(text) if text else ""
    except Invalid as invalid:
        raise ValueError(f"a name of up to {NAME_LIMIT} characters that can be read") from invalid


def parse_text(limit: int) -> Callable[[str], str]:
    """Give the reader of a text of several lines; it raises ValueError."""

    def parse(text: str) -> str:
        try:
            return check_text(text, pointer="", limit=limit)
        except Invalid as invalid:
            raise ValueError(f"a text of up to {limit} characters") from invalid

    return parse
