"""The two lines that put the comments into a page."""

from __future__ import annotations

from html import escape


def script_line(service: str, site: str) -> str:
    """Give the first line, which may stand anywhere in a page. `service` is our own address."""
    return f'<script async src="{escape(service.rstrip("/"))}/embed.js" data-site="{escape(site)}"></script>'


def thread_line(service: str, site: str, words: str = "Read and write comments") -> str:
    """Give the second line, which stands where the comments belong."""
    link = f"{escape(service.rstrip('/'))}/{escape(site)}/here"
    return (
        f'<discuss-thread><a href="{link}" referrerpolicy="no-referrer-when-downgrade">{escape(words)}</a>'
        "</discuss-thread>"
    )
