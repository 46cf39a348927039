"""What a command says to a terminal of what others wrote."""

from __future__ import annotations


def as_plain(text: str) -> str:
    """Leave out what a terminal would take for an order: whoever wrote the text may have meant one."""
    return "".join(char if char.isprintable() else "?" for char in text)
