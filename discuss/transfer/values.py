"""One value at a time: what a source wrote becomes what we keep, with a report line where something is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from discuss.domain.times import EPOCH

if TYPE_CHECKING:
    from discuss.transfer.records import Notes

NAME_MOST = 100
TITLE_MOST = 300
EMAIL_MOST = 254
WEBSITE_MOST = 500

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_EMAIL = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")
# Checked first: the standard library reads the year -0001, which WordPress writes for drafts, as 2000.
_FEED_TIME = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|[A-Z]{1,5})"
)
_UNFILLED = frozenset({"", "http://", "https://"})  # what the comment forms of old blogs left in the field
_CLOCKS_DIFFER = timedelta(days=1)


def clean_name(raw: str, notes: Notes) -> str | None:
    """Give a name as plain text of at most 100 code points; None where nothing of it can be seen."""
    name = _plain(raw)
    if not any(char.isprintable() and not char.isspace() for char in name):
        return None
    return _cut(name, NAME_MOST, "name", notes)


def clean_title(raw: str, notes: Notes) -> str:
    """Give a title as plain text of at most 300 code points."""
    return _cut(_plain(_TAG.sub("", raw)), TITLE_MOST, "title", notes)


def clean_email(raw: str, notes: Notes) -> str | None:
    email = raw.strip()
    if not email:
        return None
    if len(email) > EMAIL_MOST or not _EMAIL.fullmatch(email):
        notes.repair("email-dropped", "The e-mail address is none and was left out.")
        return None
    return email


def clean_website(raw: str, notes: Notes) -> str | None:
    """Give an http or https address of at most 500 code points, or None, reported if there was something else."""
    website = raw.strip().replace("&amp;", "&").replace("&#038;", "&")
    if website.lower() in _UNFILLED:
        return None
    if not _is_website(website):
        notes.repair("website-dropped", f"The website “{_short(website)}” is no web address and was left out.")
        return None
    return website


def parse_time(raw: str, now: datetime) -> datetime | None:
    """Read an ISO time, or the one of a feed (RFC 5322), as UTC; None for no time and for one outside 1970 to `now`."""
    text = raw.strip()
    try:
        moment = parsedate_to_datetime(text) if _FEED_TIME.fullmatch(text) else datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EPOCH <= moment <= now + _CLOCKS_DIFFER else None


def _is_website(text: str) -> bool:
    if len(text) > WEBSITE_MOST or not text.isprintable() or set(text) & set(" \"'<>\\`"):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def _plain(raw: str) -> str:
    return " ".join(unescape(raw).split())


def _cut(text: str, most: int, what: str, notes: Notes) -> str:
    if len(text) <= most:
        return text
    notes.repair(f"{what}-cut", f"The {what} had {len(text)} characters and was cut to {most}.")
    return text[: most - 1].rstrip() + "…"


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
