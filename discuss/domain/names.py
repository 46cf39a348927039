"""Names of guests: what one may be called, and who else that could seem to be."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from discuss.domain.characters import has_line_break, is_blank, is_seen
from discuss.domain.lookalikes import LOOK_ALIKES, SEQUENCES
from discuss.domain.texts import check_text
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME_LIMIT = 100
NAME_POINTER = "/author/name"
_MARKS = 4  # Hebrew and Tibetan, fully pointed, need three

# They turn text around or hide in it, and come along unseen when a name is copied from a phone; so they are taken out
# and not complained about. The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
_HIDDEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# A name of these alone cannot be read out or pointed at.
_NOT_ALONE = {"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Zs", "Mn", "Mc", "Me", "Cf"}


def check_name(name: str) -> str:
    """Give a name in NFC with single spaces, 1 to 100 code points. Raises `Invalid` at `/author/name`.

    Directional and zero-width controls are taken out. Line breaks and other controls are refused, and so is a name
    that shows nothing, or punctuation alone.
    """
    if has_line_break(name.replace("\t", " ")):
        raise Invalid(FieldError(NAME_POINTER, "A name has to be on one line, without control characters."))
    bare = " ".join(_HIDDEN.sub("", name).split())
    bare = check_text(bare, pointer=NAME_POINTER, limit=NAME_LIMIT)
    if is_blank(bare):
        raise Invalid(FieldError(NAME_POINTER, "Please give a name; any name will do."))
    if all(unicodedata.category(char) in _NOT_ALONE for char in bare):
        raise Invalid(FieldError(NAME_POINTER, "Please use at least one letter or digit in the name."))
    if _highest_pile(bare) > _MARKS:
        raise Invalid(FieldError(NAME_POINTER, "Please use fewer accents on one letter; they run into other lines."))
    return bare


def skeleton(name: str) -> str:
    """Give what is left of a name for the eye: two names with one skeleton look alike (after UTS #39 §4).

    Coarser than UTS #39 on purpose, since it guards only the few names of members: no case, no marks, no spaces, no
    punctuation or symbols; i, l, 1 and | are one. It is for comparing, not for showing, and may be empty.
    """
    # Swapped at each step: NFKD turns a lunate sigma, which looks like c, into a sigma; casefolding turns a Greek H
    # into what looks like n.
    folded = _swap(unicodedata.normalize("NFKD", _swap(name)))
    folded = _swap(unicodedata.normalize("NFKD", folded.casefold()))
    return _sequences("".join(char for char in folded if _counts(char)))


def is_look_alike(name: str, member_names: Iterable[str]) -> bool:
    """Say whether a reader could take `name` for one of the members."""
    spellings = _spellings(name)
    return any(spellings & _spellings(member) for member in member_names)


def build_team_name(own: str, title: str, site: str) -> str:
    """Give the name under which a site's members answer together: its own, else the title, else the short name."""
    return own or " ".join(title.split())[:NAME_LIMIT].strip() or site


def check_not_member(name: str, member_names: Iterable[str]) -> None:
    """Refuse a guest's name that a reader could take for a member's. Raises `Invalid` at `/author/name`."""
    if is_look_alike(name, member_names):
        detail = "This name belongs to someone on the team. Please choose another."
        raise Invalid(FieldError(NAME_POINTER, detail))


def _highest_pile(name: str) -> int:
    """Count the most marks that stand on one letter."""
    runs = "".join("m" if unicodedata.combining(char) else " " for char in name).split()
    return max(map(len, runs), default=0)


def _spellings(name: str) -> set[str]:
    """Give skeletons of the name as it is and in capitals: `Η` looks like H, but its small letter `η` like n."""
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    return {skeleton(name), skeleton(plain), skeleton(plain.upper()), plain} - {""}


def _swap(text: str) -> str:
    return text.translate(LOOK_ALIKES)


def _sequences(text: str) -> str:
    for pair, one in SEQUENCES:
        text = text.replace(pair, one)
    return text


def _counts(char: str) -> bool:
    """Say whether a character tells names apart; vowel signs of Indic scripts do, accents do not."""
    category = unicodedata.category(char)
    return category[0] in "LN" or (category in {"Mn", "Mc"} and is_seen(char) and not unicodedata.combining(char))
