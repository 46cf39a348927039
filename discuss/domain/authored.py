"""Who wrote which pages: said of one page by its key, or of all below a path by the path with a slash at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.keys import KEY_LIMIT, canonical_key, is_page_key
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MOST = 100
"""So many pages and paths are noted of one person on one site."""

WHOLE = "/"
"""Stands for all pages of a site, also for the front page: nobody wrote that one alone."""

_POINTER = "/paths"


def paths_over(key: str) -> tuple[str, ...]:
    """Give everything under which a page may be noted: its key, and the paths that it is at or below.

    `/amina/soup` is below `/amina/` and `/`, and so is `/amina` itself.
    """
    if not key.startswith("/"):
        return (key,)
    path = key.partition("?")[0].rstrip("/") + "/"
    slashes = [at for at, sign in enumerate(path) if sign == "/"]
    return tuple(dict.fromkeys((key, *(path[: at + 1] for at in reversed(slashes)))))


def is_below(path: str) -> bool:
    """Whether what is noted stands for all pages below a path."""
    return path.startswith("/") and path.endswith("/")


def looks_like_path(text: str) -> bool:
    """Whether somebody seems to mean a page, and wrote neither its whole address nor its path."""
    return "/" in text and not is_page_key(text)


def read_paths(text: str, base_url: str, origins: Sequence[str], noted: Collection[str] = ()) -> list[str]:
    """Read one page or path a line, as owners write them; what is `noted` already is right. Raises Invalid."""
    lines = [line.strip() for line in text.splitlines()]
    found = dict.fromkeys(line if line in noted else _read_line(line, base_url, origins) for line in lines if line)
    if len(found) > MOST:
        raise Invalid(FieldError(_POINTER, f"These are too many: at most {MOST} are possible."))
    return list(found)


def _read_line(line: str, base_url: str, origins: Sequence[str]) -> str:
    if looks_like_path(line):
        raise Invalid(FieldError(_POINTER, 'A path starts with "/", as in /amina/.'))
    try:
        key = canonical_key(line, base_url, origins)
    except Invalid as invalid:
        raise Invalid(*(FieldError(_POINTER, each.detail) for each in invalid.errors)) from invalid
    is_path = line.endswith("/") and key.startswith("/") and "?" not in key
    path = f"{key.rstrip('/')}/" if is_path else key
    if len(path) > KEY_LIMIT:
        raise Invalid(FieldError(_POINTER, f"This is too long: at most {KEY_LIMIT} characters are possible."))
    return path
