"""What search knows a text by: its words, one way for what is searched and for what is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discuss.domain.folding import fold_text, split_words

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD_LIMIT = 64
"""Code points of a word that are kept: nobody types more to find it."""

MOST_ASKED = 32
"""Words of a question that count; a page that has all of these is found whatever else was asked."""

_TEXT_LIMIT = 200_000  # characters: PostgreSQL takes no more than a megabyte of words for one row
# Scripts that put no space between words: Thai, Lao, Burmese, Khmer, kana, and Chinese characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
)
_PART = re.compile(f"([{_UNSPACED}]+)|[^{_UNSPACED}]+")


def build_search_text(*texts: str) -> str:
    """Give the words of texts, each once, divided by single spaces. Takes linear time."""
    found: dict[str, None] = {}
    size = 0
    for text in texts:
        for word in _list_words(text):
            if word not in found:
                size += len(word) + 1
                if size > _TEXT_LIMIT:
                    return " ".join(found)
                found[word] = None
    return " ".join(found)


def build_asked_words(question: str) -> list[str]:
    """Give the words with which each a word of a text must begin, for the text to be found."""
    return list(dict.fromkeys(_list_words(question)))[:MOST_ASKED]


def _list_words(text: str) -> Iterator[str]:
    for run in split_words(fold_text(text)):
        for part in _PART.finditer(run):
            if part[1]:
                yield from _list_pairs(part[1])
            else:
                yield part[0][:WORD_LIMIT]


def _list_pairs(run: str) -> Iterator[str]:
    """Without spaces, a word may begin at every character: give each with its next, so that any part is found."""
    for at in range(len(run)):
        yield run[at : at + 2]
