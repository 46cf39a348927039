"""What a member's form carries: an answer, or what somebody said who is not here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from flask import request

from discuss.domain.channels import Channel
from discuss.domain.ids import parse_id
from discuss.domain.times import from_millis, to_millis
from discuss.errors import FieldError, Invalid
from discuss.services.answering import Answer, Entry, Voice
from discuss.services.moderation import Item
from discuss.services.voices import Letter

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_KEY = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_TEXTS = ("thread", "parent", "body", "publish", "back", "state", "name", "written")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form as it came, to be given back whole. `publish` is the comment that is published first, as `ID-VERSION`."""

    thread: str = ""
    parent: str = ""
    body: str = ""
    key: str = ""
    voice: Voice = Voice.OWN
    publish: str = ""
    back: str = ""
    state: str = ""
    name: str = ""
    channel: Channel = Channel.LETTER
    written: str = ""

    @property
    def answered(self) -> int | None:
        """Give the comment that is answered. Raises Invalid for what is no id."""
        return parse_id(self.parent, "/parent") if self.parent else None

    @property
    def item(self) -> Item:
        """Give what is published first. Raises Invalid for what this form cannot have had."""
        number, _, version = self.publish.partition("-")
        if number != self.parent or not (version.isascii() and version.isdigit() and len(version) <= 9):
            raise Invalid(FieldError("/items", "This form was not made by this page."))
        return Item(parse_id(number, "/items"), int(version))

    def to_answer(self, site: str, batch: str | None = None) -> Answer:
        """Raises Invalid."""
        answer = Answer(
            site=site, thread=self.thread, body=self.body, parent=self.answered, voice=self.voice, batch=batch
        )
        return replace(answer, key=self._name_key(answer.fingerprint))

    def to_entry(self, site: str, zone: ZoneInfo, now: int) -> Entry:
        """Raises Invalid."""
        letter = Letter(channel=self.channel, written=read_day(self.written, zone, now))
        entry = Entry(answer=self.to_answer(site), name=self.name, letter=letter)
        return replace(entry, answer=replace(entry.answer, key=self._name_key(entry.fingerprint)))

    def _name_key(self, fingerprint: bytes) -> str | None:
        """Give the key of this text in this form: sent again it is the same comment, changed it is another."""
        return f"{self.key}.{fingerprint.hex()[:32]}" if self.key else None


def read_sheet() -> Sheet:
    given = request.form
    key, voice, channel = given.get("key", ""), given.get("voice"), given.get("channel")
    return Sheet(
        key=key if _KEY.fullmatch(key) else "",
        voice=Voice.TEAM if voice == Voice.TEAM else Voice.OWN,
        channel=Channel(channel) if channel in set(Channel) else Channel.LETTER,
        **{name: given.get(name, "") for name in _TEXTS},
    )


def read_day(text: str, zone: ZoneInfo, now: int) -> int | None:
    """Read a day as its noon on the site, today as this moment; None for none. Raises Invalid."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(FieldError("/written", "This is no day.")) from error
    if day == from_millis(now).astimezone(zone).date():
        return now
    noon = to_millis(datetime.combine(day, time(12), zone).astimezone(UTC)) if 1970 < day.year < 9999 else -1
    if not 0 <= noon <= now:
        raise Invalid(FieldError("/written", "This day is still to come, or too long ago."))
    return noon
