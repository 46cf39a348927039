"""What a feed holds, as Atom (RFC 4287). Pure: values in, bytes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from feedgenerator import Atom1Feed

from discuss.domain.times import from_millis
from discuss.notifications.headers import clean_line
from discuss.notifications.words import load_words

if TYPE_CHECKING:
    from discuss.notifications.alerts import Message
    from discuss.notifications.messages import Sender

_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message in a feed. `mark` is the same as long as it is the same message; `at`: when it was told."""

    message: Message
    mark: str
    at: int


def build_waiting_feed(sender: Sender, place: tuple[str, str], since: int, *entries: Entry) -> bytes:
    """Write what a member of a team is told. `place`: of the page that it is about, and of the feed itself.

    `since`: how old the feed is as long as it says nothing, in milliseconds.
    """
    about, own = place
    words, site = load_words(sender.language), _plain(clean_line(sender.title))
    feed = _Feed(
        title=words.say("feed_waiting", site=site),
        link=about,
        description="",
        language=words.language,
        feed_url=own,
        feed_guid=f"{about}#waiting",
        author_name=site,
    )
    feed.since = since
    for entry in entries:
        when = from_millis(entry.at)
        feed.add_item(
            title=_plain(entry.message.subject),
            link=entry.message.url,
            description=escape(_plain(entry.message.text)).replace("\n", "<br>"),
            unique_id=f"{about}#{entry.mark}",
            pubdate=when,
            updateddate=when,
        )
    written: str = feed.writeString("utf-8")
    return written.encode()


def _plain(text: str) -> str:
    """Leave out what XML has no way to write (XML 1.0 §2.2)."""
    return _UNWRITABLE.sub("", text)


class _Feed(Atom1Feed):  # type: ignore[misc]
    """One that says nothing is as old as it is: the library would say that it changed at this moment."""

    since = 0

    def latest_post_date(self) -> object:
        return super().latest_post_date() if self.items else from_millis(self.since)
