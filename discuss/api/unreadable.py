"""Say where a text stops being JSON in UTF-8 (RFC 8259), so that whoever wrote the client finds the field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from discuss.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Python's own reader takes more than the standard does; what it takes too much is then looked for.
_PROBLEMS = "a number that JSON does not have", "half of a surrogate pair"


def explain_unreadable(data: bytes, reason: str) -> FieldError:
    """Point at the first NaN, Infinity or lone surrogate; at the whole body where it is broken otherwise."""
    try:
        found = next(_search(json.loads(data, parse_int=float), ""), None)
    except (ValueError, RecursionError):
        found = None
    return found or FieldError("", f"This is not JSON in UTF-8: {reason}.")


def _search(value: Any, pointer: str) -> Iterator[FieldError]:
    match value:
        case float() if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN is not itself
            yield FieldError(pointer, f"There is {_PROBLEMS[0]}.")
        case str() if not _is_text(value):
            yield FieldError(pointer, f"There is {_PROBLEMS[1]} in it.")
        case dict():
            for name, each in value.items():
                yield from _search(each, pointer + point_at(name) if _is_text(name) else pointer)
                yield from () if _is_text(name) else _search(name, pointer)
        case list():
            for number, each in enumerate(value):
                yield from _search(each, f"{pointer}/{number}")


def point_at(name: str) -> str:
    """Write one step of a JSON pointer, RFC 6901 §3."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)
