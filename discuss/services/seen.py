"""Marks of what somebody saw before they changed it, so that nobody takes back unseen what another one changed."""

from __future__ import annotations

from hashlib import sha256

from discuss.errors import Conflict

MEANWHILE = "Somebody else changed this meanwhile, and nothing was saved. Here is how it is now."


def mark_seen(text: str) -> str:
    """Give the mark of a text, for a hidden field of its form."""
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def check_seen(text: str, seen: str | None) -> None:
    """Raises Conflict where the text is another than the one that was seen; None for who saw none."""
    if seen is not None and seen != mark_seen(text):
        raise Conflict(MEANWHILE)
