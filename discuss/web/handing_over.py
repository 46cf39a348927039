"""The page to hand over, in words: the same on the dashboard and on a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.services.backups import KEPT
from discuss.services.machine import list_commands
from discuss.web.words import DEFAULT, load_speech

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from discuss.services.handover import Blog, Handover, Someone
    from discuss.web.words import Speech

_DOOR = "handover"


@dataclass(frozen=True, slots=True)
class Line:
    """A fact under its label. `lines` are to be typed where they are `code`; none: for a pen."""

    label: str
    lines: tuple[str, ...]
    code: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """`words`: safe in HTML, as all titles; labels and lines are plain text."""

    title: Markup
    words: tuple[Markup, ...]
    lines: tuple[Line, ...]


def say_handover(handover: Handover, language: str = DEFAULT) -> tuple[Markup, tuple[Section, ...]]:
    """Give the title of the page, and its sections."""
    speech = load_speech(_DOOR, language)
    title = speech.say("title", host=handover.host)
    parts = (_say_place, _say_commands, _say_copies, _say_people, _say_renewals)
    return title, tuple(part(handover, speech) for part in parts)


def _say_place(handover: Handover, speech: Speech) -> Section:
    machine = handover.machine
    facts = {
        "address": handover.address,
        "machine": machine.name,
        "user": machine.user,
        "program": str(machine.checkout or machine.program),
        "data": str(machine.data_dir),
        "database": handover.database,
        "version": handover.version,
    }
    about = speech.say("place_about", at=speech.write_time(handover.at))
    return Section(speech.say("place"), (about,), _label(speech, facts))


def _say_commands(handover: Handover, speech: Speech) -> Section:
    commands = list_commands(handover.machine)
    lines = tuple(Line(_plain(speech, f"do_{name}"), typed, code=True) for name, typed in commands.items())
    about = speech.say("commands_systemd" if handover.machine.unit else "commands_hand")
    return Section(speech.say("commands"), (about,), lines)


def _say_copies(handover: Handover, speech: Speech) -> Section:
    copies, none = handover.copies, _plain(speech, "none_yet")
    facts = {
        "folder": copies.folder,
        "newest": f"{speech.write_time(copies.newest.made)}, {copies.newest.name}" if copies.newest else none,
        "to": copies.to or _plain(speech, "to_nowhere"),
        "left": f"{speech.write_time(copies.left[0])}, {copies.left[1]}" if copies.left else none,
    }
    words = [speech.say("copies_about", most=KEPT)]
    if copies.is_locked:
        words.append(speech.say("copies_locked"))
    return Section(speech.say("copies"), tuple(words), _label(speech, facts))


def _say_people(handover: Handover, speech: Speech) -> Section:
    admins = Line(_plain(speech, "admins"), _list_people(handover.admins, speech))
    blogs = (Line(f"{blog.title} ({blog.name})", _describe(blog, speech)) for blog in handover.blogs)
    return Section(speech.say("people"), (), (admins, *blogs))


def _say_renewals(handover: Handover, speech: Speech) -> Section:
    lines = [Line(_plain(speech, "renew_domain"), (handover.host,))]
    if handover.is_secure:
        lines.append(Line(_plain(speech, "renew_certificate"), (handover.host,)))
    if handover.mail_from:
        lines.append(Line(_plain(speech, "renew_mail"), (handover.mail_from,)))
    if handover.copies.to:
        lines.append(Line(_plain(speech, "renew_store"), (handover.copies.to,)))
    lines.append(Line(_plain(speech, "renew_machine"), (handover.machine.name,)))
    if handover.variables:
        lines.append(Line(_plain(speech, "variables"), handover.variables))
        lines.append(Line(_plain(speech, "files"), (*handover.files, _plain(speech, "files_else"))))
    if handover.copies.is_locked:
        lines.append(Line(_plain(speech, "pen_passphrase"), ()))
    lines += [Line(_plain(speech, f"pen_{name}"), ()) for name in ("root", "domain")]
    return Section(speech.say("renew"), (speech.say("renew_about"),), tuple(lines))


def _describe(blog: Blog, speech: Speech) -> tuple[str, ...]:
    owners = _list_people(blog.owners, speech, "owner") or (_plain(speech, "nobody"),)
    return blog.base_url, *owners, *_list_people(blog.moderators, speech, "moderator")


def _list_people(people: Sequence[Someone], speech: Speech, role: str = "") -> tuple[str, ...]:
    before = f"{_plain(speech, role)}: " if role else ""
    return tuple(f"{before}{each.name} <{each.email}>" for each in people)


def _label(speech: Speech, facts: dict[str, str]) -> tuple[Line, ...]:
    return tuple(Line(_plain(speech, f"is_{name}"), (value,)) for name, value in facts.items())


def _plain(speech: Speech, word: str) -> str:
    return speech.say(word).unescape()
