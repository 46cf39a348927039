"""What a reader's form carries: read as it came, given back whole, and what is to be said about it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import request

from discuss.domain.drafts import Draft
from discuss.domain.ids import parse_id
from discuss.domain.keys import is_registered, origin_of
from discuss.domain.times import DAY, parse_time
from discuss.errors import Invalid, LimitReached, OriginRefused, ThreadClosed
from discuss.web.current import get_instance

if TYPE_CHECKING:
    from discuss.errors import DiscussError
    from discuss.web.words import Speech

_KEY = re.compile(r"[A-Za-z0-9_-]{22}\Z", re.ASCII)
TRAP = "subject"  # a name that programs like to fill in, and browsers leave alone
_MINUTES_FROM = 90  # seconds
FIELDS = {
    "/body": "body",
    "/author/name": "name",
    "/author/email": "email",
    "/author/website": "website",
    "/reason": "reason",
    "/note": "note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A comment's form, filled in or not. Without a `key` it has only been written; the preview gives it one."""

    thread: str = ""
    url: str = ""
    parent: str = ""
    name: str = ""
    email: str = ""
    website: str = ""
    body: str = ""
    subscribe: bool = False
    trap: str = ""  # of the field that nobody sees
    key: str = ""
    published: str = ""

    @property
    def fingerprint(self) -> bytes:
        return sha256(ascii(replace(self, key="")).encode()).digest()

    @property
    def idempotency_key(self) -> str:
        """Give the key of this text in this form.

        The same text sent again is the same comment; another text, written after going back to the form, is another.
        """
        return f"{self.key}.{self.fingerprint.hex()[:32]}"

    def to_draft(self) -> Draft:
        """Raises Invalid for a parent that is no id."""
        return Draft(
            url=self.url,
            body=self.body,
            name=self.name,
            thread=self.thread or None,
            parent=parse_id(self.parent, "/parent") if self.parent else None,
            email=self.email.strip() or None,
            website=self.website.strip() or None,
            subscribe=self.subscribe,
            is_trapped=self.trap != "",
            published=read_published(self.published),
        )


@dataclass(frozen=True, slots=True)
class Complaints:
    """What is wrong with a form, in words: with all of it, and with each field by its name."""

    general: list[str] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.general or self.fields)


def read_sheet() -> Sheet:
    given = request.form
    texts = ("thread", "url", "parent", "name", "email", "website", "body", "key", "published")
    found = {name: given.get(name, "") for name in texts}
    sheet = Sheet(subscribe="subscribe" in given, trap=given.get(TRAP, ""), **found)
    return sheet if _KEY.match(sheet.key) else replace(sheet, key="")


def read_published(text: str) -> int | None:
    """Read what an address says of when its page came out; what cannot be read or be true says nothing."""
    try:
        published = parse_time(text)
    except ValueError:
        return None
    return published if published <= get_instance().clock() + DAY else None


def with_key(sheet: Sheet) -> Sheet:
    """Give the sheet a key unless it has one: 128 random bits that only this reader's page knows."""
    return sheet if sheet.key else replace(sheet, key=secrets.token_urlsafe(16))


def check_own_form() -> None:
    """Raises OriginRefused for a form on a page of somebody else.

    Without `Origin` and `Referer` it is no browser's, and nothing here rests on ambient authority.
    """
    sender = request.headers.get("Origin")
    if sender is None:
        sender = _origin_of_referer()
    if sender is not None and not is_registered(sender, [origin_of(get_instance().settings.base_url)]):
        raise OriginRefused


def build_complaints(error: DiscussError, speech: Speech) -> Complaints:
    """Put an error into words, beside the fields it is about."""
    if not isinstance(error, Invalid):
        return Complaints([_explain(error, speech)])
    complaints = Complaints()
    for each in error.errors:
        if each.pointer == "/parent":
            complaints.general.append(speech.say("alone"))
        elif each.pointer in FIELDS:
            complaints.fields.setdefault(FIELDS[each.pointer], []).append(speech.complain(each.detail))
        else:
            complaints.general.append(speech.complain(each.detail))
    return complaints


def _explain(error: DiscussError, speech: Speech) -> str:
    if isinstance(error, LimitReached):
        if error.retry_after > _MINUTES_FROM:
            return speech.count("wait_minutes", -(-error.retry_after // 60))
        return speech.count("wait", error.retry_after)
    if isinstance(error, OriginRefused):
        return speech.say("error_origin")
    if isinstance(error, ThreadClosed):
        return speech.complain(error.detail)
    return speech.complain(error.detail)


def _origin_of_referer() -> str | None:
    referer = request.headers.get("Referer")
    if not referer:
        return None
    try:
        return origin_of(referer)
    except Invalid:
        return "null"
