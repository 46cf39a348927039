"""The fingerprint of a text: the same for texts that differ only in what nobody reads."""

from __future__ import annotations

import re
from hashlib import sha256

from discuss.domain.folding import fold_text, split_words

SIZE = 8
TELLING = 24
"""Shorter texts, in letters and digits, are what people say to each other all day: they tell nothing."""

_LINK = re.compile(r"https?://(?:www\.)?([^\s/?#<>()\[\]\"']*)[^\s<>()\[\]\"']*")


def normalise(text: str) -> str:
    """Give the letters and digits of `text`, folded; of a link only its domain. Takes linear time."""
    return "".join(split_words(_LINK.sub(r" \1 ", fold_text(text))))


def build_fingerprint(text: str) -> bytes | None:
    """Give 8 bytes of SHA-256 of the normalised text; None where no letter and no digit is left."""
    normal = normalise(text)
    return sha256(normal.encode("utf-8", "surrogatepass")).digest()[:SIZE] if normal else None


def is_telling(text: str) -> bool:
    """Say whether the text is long enough that two people hardly write it by chance."""
    return len(normalise(text)) >= TELLING
