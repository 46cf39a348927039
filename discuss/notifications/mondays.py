"""The lines that an owner gets on Monday: how much was written, what waits, and whether all is kept. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.notifications.alerts import Line, Message, say_age
from discuss.notifications.headers import clean_line
from discuss.notifications.words import load_words

if TYPE_CHECKING:
    from discuss.notifications.messages import Sender
    from discuss.notifications.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What is told. `age`: of the oldest that waits, in milliseconds; `backup` and `copy`: a day and a place, or None.

    `url`: where what waits is looked at.
    """

    comments: int
    waiting: int
    age: int
    failed: int
    backup: tuple[str, str] | None
    copy: tuple[str, str] | None
    version: str
    url: str


def write_week(sender: Sender, week: Week) -> Message:
    """Say it in six lines."""
    words, site = load_words(sender.language), clean_line(sender.title)
    lines = (
        _count("week_comments", week.comments),
        _waiting(words, week),
        _count("week_failed", week.failed),
        _place("week_backup", week.backup),
        _place("week_copy", week.copy),
        Line("week_version", {"version": week.version}),
    )
    subject = words.say("week_subject", site=site)
    return Message(
        language=words.language, subject=subject, lines=lines, action="waiting_look", url=week.url, note="week_off"
    )


def _count(phrase: str, n: int) -> Line:
    return Line(f"{phrase}_{'none' if n == 0 else 'one' if n == 1 else 'many'}", {"n": n} if n > 1 else {})


def _waiting(words: Words, week: Week) -> Line:
    line = _count("week_waiting", week.waiting)
    return Line(line.phrase, line.values | {"age": say_age(words, week.age)}) if week.waiting else line


def _place(phrase: str, found: tuple[str, str] | None) -> Line:
    if found is None:
        return Line(f"{phrase}_none")
    return Line(phrase, {"day": found[0], "place": clean_line(found[1])})
