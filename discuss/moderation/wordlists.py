"""Finding words of a list in a text: whole words, whatever their case and accents. No pattern is ever a regular one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from discuss.domain.folding import fold_text, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Globs = tuple[tuple[str, ...], ...]
"""A phrase: for each of its words the parts between the `*`."""


def has_words(text: str, patterns: Iterable[str]) -> bool:
    """Say whether one of the words or phrases stands in `text`. In a pattern `*` stands for any letters, or none."""
    words = split_words(fold_text(text))
    known, joined = set(words), " ".join(words)
    return any(_stands(globs, words, known, joined) for globs in _read_all(tuple(patterns)))


def _stands(globs: Globs, words: Sequence[str], known: set[str], joined: str) -> bool:
    if len(globs) == 1:
        (parts,) = globs
        if len(parts) == 1:
            return parts[0] in known
        # Most patterns end here, at the speed of a plain search.
        return max(parts, key=len) in joined and any(_fits(parts, word) for word in known)
    if not all(max(parts, key=len) in joined for parts in globs):
        return False
    ends = range(len(words) - len(globs) + 1)
    return any(all(_fits(parts, words[at + step]) for step, parts in enumerate(globs)) for at in ends)


def _fits(parts: tuple[str, ...], word: str) -> bool:
    """Say whether a word is the parts in their order with anything between them. The first match is the best one."""
    if len(parts) == 1:
        return word == parts[0]
    first, *middle, last = parts
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    at, end = len(first), len(word) - len(last)
    for part in middle:
        found = word.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


@lru_cache(maxsize=64)
def _read_all(patterns: tuple[str, ...]) -> tuple[Globs, ...]:
    return tuple(globs for pattern in patterns if (globs := _read(pattern)))


def _read(pattern: str) -> Globs:
    """Take a pattern apart; what is neither letter nor digit nor `*` divides words, as it does in texts."""
    folded = "".join(char if char.isalnum() or char == "*" else " " for char in fold_text(pattern))
    globs = (tuple("".join(split_words(part)) for part in word.split("*")) for word in folded.split())
    return tuple(parts for parts in globs if any(parts))
