"""One value at a time: what a source wrote becomes what we keep, with a report line where something is lost.

The checks are those of a person's own posting: an import is no way around them. What they refuse is left out here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING

from discuss.domain.characters import is_blank, unstorable
from discuss.domain.names import NAME_LIMIT, check_name
from discuss.domain.texts import TITLE_LIMIT, check_email, check_website
from discuss.domain.times import EPOCH
from discuss.domain.urls import URL_LIMIT
from discuss.errors import Invalid

if TYPE_CHECKING:
    from discuss.transfer.records import Notes

ID_LIMIT = 100
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# Checked first: the standard library reads the year -0001, which WordPress writes for drafts, as 2000.
_FEED_TIME = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|[A-Z]{1,5})"
)
_UNFILLED = frozenset({"", "http://", "https://"})  # what the comment forms of old blogs left in the field
_CLOCKS_DIFFER = timedelta(days=1)


def clean_name(raw: str, notes: Notes) -> str | None:
    """Give a name as plain text, as `check_name` allows it; None where there is none to be seen."""
    name = _plain(raw, notes)
    if is_blank(name):
        return None
    try:
        return check_name(_cut(name, NAME_LIMIT, "name", notes))
    except Invalid as error:
        notes.repair("name-dropped", f"The name “{_short(name)}” was left out. {_detail(error)}")
        return None


def clean_title(raw: str, notes: Notes) -> str:
    """Give a title as plain text on one line, of at most TITLE_LIMIT code points."""
    return _cut(_plain(_TAG.sub("", raw), notes), TITLE_LIMIT, "title", notes)


def clean_text(raw: str, notes: Notes) -> str:
    """Give a text with line feeds as line ends and without white space around it."""
    return _storable(raw.replace("\r\n", "\n").replace("\r", "\n"), notes).strip()


def clean_email(raw: str, notes: Notes) -> str | None:
    email = raw.strip()
    try:
        return check_email(email) or None
    except Invalid as error:
        notes.repair("email-dropped", f"The e-mail address was left out. {_detail(error)}")
        return None


def clean_website(raw: str, notes: Notes) -> str | None:
    """Give a website as `check_website` spells it, or None, reported if there was something else."""
    website = raw.strip().replace("&amp;", "&").replace("&#038;", "&")
    if website.lower() in _UNFILLED:
        return None
    try:
        return check_website(website)
    except Invalid as error:
        notes.repair("website-dropped", f"The website “{_short(website)}” was left out. {_detail(error)}")
        return None


def clean_id(raw: str) -> str | None:
    """Give the id that a source uses; None where it has none, or 0, or no sensible one."""
    text = raw.strip()
    return text if text not in {"", "0"} and len(text) <= ID_LIMIT and not unstorable(text) else None


def clean_link(raw: str) -> str:
    """Give a page's address as it is written, empty for what can be none. Whose page it is, is not judged here."""
    text = raw.strip()
    return "" if len(text) > URL_LIMIT or unstorable(text) else text


def parse_time(raw: str, now: datetime) -> datetime | None:
    """Read an ISO time, or the one of a feed (RFC 5322), as UTC; None for no time and for one outside 1970 to `now`."""
    text = raw.strip()
    try:
        moment = parsedate_to_datetime(text) if _FEED_TIME.fullmatch(text) else datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EPOCH <= moment <= now + _CLOCKS_DIFFER else None


def _plain(raw: str, notes: Notes) -> str:
    return " ".join(_storable(unescape(raw), notes).split())


def _storable(text: str, notes: Notes) -> str:
    if unstorable(text) is None:
        return text
    notes.repair("characters-replaced", f"Characters that cannot be kept became {_REPLACEMENT}.")
    return "".join(_REPLACEMENT if unstorable(char) else char for char in text)


def _cut(text: str, limit: int, what: str, notes: Notes) -> str:
    if len(text) <= limit:
        return text
    notes.repair(f"{what}-cut", f"The {what} had {len(text)} characters and was cut to {limit}.")
    return text[: limit - 1].rstrip() + "…"


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _detail(error: Invalid) -> str:
    return " ".join(complaint.detail for complaint in error.errors)
