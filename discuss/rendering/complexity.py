"""Refuse a text that would cost too much to render, before any parser sees it."""

from __future__ import annotations


def check_complexity(body: str) -> None:
    """Raise Invalid when a text is more markup than words. Linear in the length of the body."""
