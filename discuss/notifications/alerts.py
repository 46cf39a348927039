"""What a team is told: that comments wait, that nobody looks, that messages do not arrive. Never a word of a reader.

Pure: values in; sentences, or a mail that says them, out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from discuss.domain.times import DAY, HOUR
from discuss.notifications.filling import fill
from discuss.notifications.headers import add_headers, clean_line, parse_mailbox, start_message, stop_by
from discuss.notifications.words import load_words

if TYPE_CHECKING:
    from email.message import EmailMessage

    from discuss.notifications.messages import Sender
    from discuss.notifications.words import Words

MOST_COUNTED = 999
"""What waits is counted no further: a flood is told as "999+"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits on a site. `age`: of the oldest, in milliseconds; `url`: where one looks at it."""

    count: int
    urgent: int
    age: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Messages that do not arrive at `service`, for so many milliseconds, and why; `url`: where one mends that."""

    service: str
    age: int
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: the name of its phrase and what is put in."""

    phrase: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is told, whichever way it goes. `action` is the phrase of the one link, which leads to `url`.

    `note`: a phrase that stands below it where there is room.
    """

    language: str
    subject: str
    lines: tuple[Line, ...]
    action: str
    url: str
    note: str | None = None

    @property
    def text(self) -> str:
        """The sentences on lines of their own, without the link."""
        words = load_words(self.language)
        return "\n".join(words.say(line.phrase, **line.values) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who gets a mail. `mark` makes its identifier one that the same mail has when it is sent again."""

    email: str
    mark: str
    stop_url: str | None
    at: int


def write_waiting(sender: Sender, waiting: Waiting) -> Message:
    """Say how much waits."""
    words, site = load_words(sender.language), clean_line(sender.title)
    lines = [_count(waiting, site), *_urgent(waiting), _oldest(words, waiting)]
    subject = words.say(lines[0].phrase, **lines[0].values)
    return replace(_write(words, subject, lines, ("waiting_look", waiting.url)), note="waiting_rarely")


def write_unseen(sender: Sender, waiting: Waiting) -> Message:
    """Say that nobody looked for a day."""
    words, site = load_words(sender.language), clean_line(sender.title)
    lines = [Line("unseen_intro", {"site": site}), _count(waiting, site), *_urgent(waiting), _oldest(words, waiting)]
    subject = words.say("unseen_subject", site=site)
    return _write(words, subject, [*lines, Line("unseen_once")], ("waiting_look", waiting.url))


def write_trial(sender: Sender, url: str) -> Message:
    """Say that this is a test."""
    words, site = load_words(sender.language), clean_line(sender.title)
    lines = [Line("trial_intro", {"site": site}), Line("trial_nothing")]
    return _write(words, words.say("trial_subject", site=site), lines, ("waiting_look", url))


def write_broken(sender: Sender, broken: Broken) -> Message:
    """Say that one of the ways does not work."""
    words, site, service = load_words(sender.language), clean_line(sender.title), clean_line(broken.service)
    lines = [
        Line("broken_intro", {"site": site, "service": service, "age": say_age(words, broken.age)}),
        Line("broken_why", {"reason": clean_line(broken.reason)}),
    ]
    return _write(words, words.say("broken_subject", site=site, service=service), lines, ("broken_look", broken.url))


def build_team_mail(sender: Sender, to: Addressee, message: Message) -> EmailMessage:
    """Write a message to one of the team, with the way to end such mails where one is given.

    Raises MailFailed, SetupError.
    """
    words, mailbox = load_words(message.language), parse_mailbox(sender.mail_from)
    mail = start_message((sender.title, mailbox), to.email, message.subject, to.at)
    add_headers(mail, {"Message-ID": f"<{to.mark}@{mailbox.host}>", "List-Id": f"<team.{sender.name}.{sender.host}>"})
    if to.stop_url:
        add_headers(mail, stop_by(to.stop_url))
    return fill(mail, "team", words, {"site": clean_line(sender.title), "message": message, "to": to})


def say_age(words: Words, age: int) -> str:
    """Say for how long, in whole hours or days."""
    hours, days = age // HOUR, age // DAY
    if hours < 2:
        return words.say("age_hour" if hours else "age_minutes")
    return words.say("age_hours", n=hours) if days < 2 else words.say("age_days", n=days)


def _count(waiting: Waiting, site: str) -> Line:
    if waiting.count == 1:
        return Line("waiting_subject_one", {"site": site})
    return Line("waiting_subject_many", {"count": _number(waiting.count), "site": site})


def _urgent(waiting: Waiting) -> list[Line]:
    if waiting.urgent > 1:
        return [Line("waiting_urgent_many", {"count": _number(waiting.urgent)})]
    return [Line("waiting_urgent_one")] if waiting.urgent else []


def _oldest(words: Words, waiting: Waiting) -> Line:
    return Line("waiting_oldest", {"age": say_age(words, waiting.age)})


def _number(count: int) -> str:
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _write(words: Words, subject: str, lines: list[Line], way: tuple[str, str]) -> Message:
    return Message(language=words.language, subject=subject, lines=tuple(lines), action=way[0], url=way[1])
