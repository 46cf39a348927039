"""The name of a page as a mail may say it: titles come from readers' browsers, and mails must not advertise."""

from __future__ import annotations

import re

from discuss.notifications.headers import clean_line, shorten

# What a mail reader makes a link of, or what looks like an address or a telephone number to call.
_LURE = re.compile(r"://|www\.|@|\b[\w-]+\.[a-z]{2,}\b|(?:\d[ ()/-]?){9}", re.IGNORECASE)


def name_page(title: str | None, url: str) -> str:
    """Give the title of a page, or its address where there is none or where it could lure somebody elsewhere."""
    line = clean_line(title or "")
    return shorten(line) if line and not _LURE.search(line) else shorten(clean_line(url))
