"""Which characters may be stored, and which of them can be seen."""

from __future__ import annotations

import re
import unicodedata

_PLANE_ENDS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
# PostgreSQL stores no NUL, UTF-8 has no surrogates, and XML 1.0 (feeds, exports) has neither the other controls
# nor noncharacters. Tab, line feed and carriage return are fine in all three.
_UNSTORABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
_LINE_BREAK = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Default_Ignorable_Code_Point (Unicode DerivedCoreProperties) without what category Cf already says, and the blank
# letters that look like nothing in every font: Hangul fillers, Braille blank.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
# Category Cf, and yet drawn: the Arabic, Syriac and Kaithi signs that stand around a number.
_SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")


def unstorable(text: str) -> str | None:
    """Give the first character that no database or feed can hold, as `U+0000`, or None."""
    found = _UNSTORABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def has_line_break(text: str) -> bool:
    """Say whether `text` has a line break or any other control character (C0, DEL, C1, U+2028, U+2029)."""
    return bool(_LINE_BREAK.search(text))


def is_seen(char: str) -> bool:
    """Say whether one character leaves a mark of its own on the screen; spaces do not."""
    if char in _SEEN_FORMATS:
        return True
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"} and not _UNSEEN.match(char)


def is_blank(text: str) -> bool:
    """Say whether a reader would see nothing at all."""
    return not any(is_seen(char) for char in text)
