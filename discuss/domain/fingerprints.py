"""The fingerprint of a text: the same for texts that differ only in what nobody reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from discuss.domain.folding import fold_text, split_words

SIZE = 8
TELLING = 24
"""Shorter texts, in letters and digits, are what people say to each other all day: they tell nothing."""

_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"https?://(?:www\.)?([^\s/?#<>()\[\]\"']*)[^\s<>()\[\]\"']*")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`value`: 8 bytes of SHA-256 of the normalised text, None where no letter and no digit is left.

    `is_telling`: the text is long enough that two people hardly write it by chance.
    """

    value: bytes | None
    is_telling: bool

    @property
    def kept(self) -> bytes | None:
        """What stands with a comment: those with the same are a wave, so short texts have none."""
        return self.value if self.is_telling else None


def normalise(text: str) -> str:
    """Give the letters and digits of `text`, folded; of a link only its domain. Takes linear time."""
    return "".join(split_words(_LINK.sub(r" \1 ", fold_text(text))))


def build_fingerprint(text: str) -> Fingerprint:
    """Take the fingerprint of a text, as it was written. Takes linear time."""
    normal = normalise(text)
    value = sha256(normal.encode("utf-8", "surrogatepass")).digest()[:SIZE] if normal else None
    return Fingerprint(value, len(normal) >= TELLING)


def strip_markup(html: str) -> str:
    """Give the text of HTML that came out of our own rendering."""
    return unescape(_TAG.sub(" ", html))
