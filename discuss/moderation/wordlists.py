"""Finding words of a list in a text: whole words, whatever their case and accents. No pattern is ever a regular one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from discuss.domain.folding import fold_text, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Globs = tuple[tuple[str, ...], ...]
"""A phrase: for each of its words the parts between the `*`."""


def has_words(text: str, patterns: Iterable[str]) -> bool:
    """Say whether one of the words or phrases stands in `text`. In a pattern `*` stands for any letters, or none."""
    (words, known), index = _read_text(text), _index(tuple(patterns))
    if not known.isdisjoint(index.whole):
        return True
    if index.starts and _starts_so(index, known):
        return True
    joined = " ".join(words) if index.others else ""
    return any(_stands(globs, words, known, joined) for globs in index.others)


@lru_cache(maxsize=1)  # whoever tries other rules judges each text twice, one time after the other
def _read_text(text: str) -> tuple[Sequence[str], frozenset[str]]:
    words = split_words(fold_text(text))
    return words, frozenset(words)


def _starts_so(index: _Index, known: frozenset[str]) -> bool:
    """Say whether a word starts as listed. Nearly all texts are through after a look at the shortest starts."""
    shortest = index.lengths[0]
    if index.stems.isdisjoint([word[:shortest] for word in known]):
        return False
    return any(word[:n] in index.starts for word in known for n in index.lengths)


def _stands(globs: Globs, words: Sequence[str], known: frozenset[str], joined: str) -> bool:
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


@dataclass(frozen=True, slots=True)
class _Index:
    """A list in the shape in which it is fast: `whole` words, how words start, and all `others`.

    `lengths`: those of the starts, the shortest first; `stems`: the starts cut to that one.
    """

    whole: frozenset[str]
    starts: frozenset[str]
    lengths: tuple[int, ...]
    stems: frozenset[str]
    others: tuple[Globs, ...]


@lru_cache(maxsize=64)
def _index(patterns: tuple[str, ...]) -> _Index:
    read = [globs for pattern in patterns if (globs := _read(pattern))]
    whole = [globs for globs in read if len(globs) == len(globs[0]) == 1]
    starts = [globs for globs in read if len(globs) == 1 and len(globs[0]) == 2 and not globs[0][1]]
    others = [globs for globs in read if globs not in whole and globs not in starts]
    begun = frozenset(globs[0][0] for globs in starts)
    lengths = sorted(set(map(len, begun)))
    return _Index(
        whole=frozenset(globs[0][0] for globs in whole),
        starts=begun,
        lengths=tuple(lengths),
        stems=frozenset(start[: lengths[0]] for start in begun),
        others=tuple(others),
    )


def _read(pattern: str) -> Globs:
    """Take a pattern apart; what is neither letter nor digit nor `*` divides words, as it does in texts."""
    folded = "".join(char if char.isalnum() or char == "*" else " " for char in fold_text(pattern))
    globs = (tuple("".join(split_words(part)) for part in word.split("*")) for word in folded.split())
    return tuple(parts for parts in globs if any(parts))
