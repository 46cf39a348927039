"""What differs from site to site: one frozen value, kept in the database as its differences from the defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from discuss.domain.house_rules import RULES_LIMIT
from discuss.domain.lists import parse_domains, parse_lenient, parse_words, write_list
from discuss.domain.presets import PRESETS, Preset
from discuss.domain.setting_texts import parse_own_name, parse_text
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = 10 * 365 * 86400


class Premoderation(StrEnum):
    NONE = "none"
    NEW = "new"
    ALL = "all"


class Listed(StrEnum):
    """What happens with a comment in which a word or a domain of the site's own lists stands."""

    HOLD = "hold"
    SPAM = "spam"


class TellAuthors(StrEnum):
    """What the author of a comment that the team turned down learns of it."""

    REASON = "reason"
    OFF = "off"


class Votes(StrEnum):
    UP = "up"
    BOTH = "both"
    OFF = "off"


class Email(StrEnum):
    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


def parse_duration(text: str) -> int:
    """Read `90s`, `60m`, `2h`, `30d` or `0` as seconds, up to ten years."""
    found = re.fullmatch(r"(\d{1,9})([smhd])?", text, re.ASCII)
    seconds = int(found[1]) * _UNITS[found[2] or "s"] if found else -1
    if not 0 <= seconds <= _LONGEST:
        raise ValueError("a time such as 0, 90s, 60m, 2h or 30d, up to ten years")
    return seconds


def format_duration(seconds: int) -> str:
    unit = next((unit for unit in "dhm" if seconds and seconds % _UNITS[unit] == 0), "s")
    return f"{seconds // _UNITS[unit]}{unit}" if seconds else "0"


def _parse_switch(text: str) -> bool:
    if text not in {"on", "off"}:
        raise ValueError("on or off")
    return text == "on"


def _parse_count(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most):
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return parse


def _parse_most(text: str) -> int | None:
    if text == "off":
        return None
    try:
        return _parse_count(0, 100)(text)
    except ValueError as error:
        raise ValueError(f"{error}, or off") from error


def _write_most(most: int | None) -> str:
    return "off" if most is None else str(most)


def _parse_days(text: str) -> int:
    seconds = parse_duration(text)
    if seconds < _UNITS["d"] or seconds % _UNITS["d"]:
        raise ValueError("whole days, such as 30d, at least 1d")
    return seconds


def _parse_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("a time zone such as Europe/Berlin") from error
    return text


def _parse_language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text, re.ASCII):
        raise ValueError("a language tag such as en or pt-BR")
    return text


def _parse_line(text: str) -> str:
    if len(text) > 500 or any(ord(sign) < 32 for sign in text):
        raise ValueError("one line of up to 500 characters")
    return text


def _setting(default: Any, parse: Callable[[str], Any], about: str, write: Callable[[Any], str] = str) -> Any:
    return field(default=default, metadata={"parse": parse, "write": write, "about": about})


def _switch(default: bool, about: str) -> Any:
    return _setting(default, _parse_switch, about, lambda value: "on" if value else "off")


def _duration(default: str, about: str, parse: Callable[[str], int] = parse_duration) -> Any:
    return _setting(parse_duration(default), parse, about, format_duration)


def _choice(default: StrEnum, about: str) -> Any:
    def parse(text: str) -> StrEnum:
        if text not in set(type(default)):
            raise ValueError("one of " + ", ".join(type(default)))
        return type(default)(text)

    return _setting(default, parse, about)


def _list(parse: Callable[[str], tuple[str, ...]], default: tuple[str, ...], about: str) -> Any:
    return _setting(default, parse, about, write_list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Durations are seconds. `about` of each field is its line in docs/settings.md."""

    premoderation: Premoderation = _choice(
        Premoderation.NEW, "Whose comments wait for a moderator: of none, of new readers, of all"
    )
    rules: bool = _switch(True, "Whether rules judge what readers write, see rules.md; members are never judged")
    posts_limit: bool = _switch(True, "Whether many posts in a short time are held and then refused")
    max_links: int | None = _setting(
        2, _parse_most, "A comment with more links than this waits; off: any number will do", _write_most
    )
    allowed_domains: tuple[str, ...] = _list(parse_domains, (), "Domains to which links are not counted")
    blocked_domains: tuple[str, ...] = _list(parse_domains, (), "Domains to which nobody should link")
    words: tuple[str, ...] = _list(parse_words, (), "Words and phrases to look out for; `*` stands for any letters")
    listed: Listed = _choice(Listed.HOLD, "What becomes of a comment with such a word or domain: hold or spam")
    repeats: int = _duration("1d", "A text that the same reader wrote within this time waits; 0 switches it off")
    copies: int = _setting(
        2, _parse_count(0, 20), "A text that this many other readers wrote within a day waits; 0 switches it off"
    )
    trap: bool = _switch(True, "Whether a comment waits whose hidden field was filled in, as programs do")
    fastest: int = _duration("0", "A comment that took less time to write waits; 0 switches it off")
    rejected_before: int = _setting(
        2, _parse_count(0, 20), "A reader of whom this many comments were turned down of late waits; 0 switches it off"
    )
    reported_before: int = _setting(
        2,
        _parse_count(0, 20),
        "A reader of whom this many comments stand reported and unlooked at waits; 0 switches it off",
    )
    trusted_after: int = _setting(
        5, _parse_count(0, 100), "After how many published comments in a row a reader is trusted; 0: never"
    )
    not_for_trusted: tuple[str, ...] = _list(
        parse_lenient, ("links", "trap", "fast"), "Rules that trusted readers are spared"
    )
    flags_hold: int = _setting(
        3, _parse_count(0, 100), "A newcomer's comment that this many readers reported waits; 0 switches it off"
    )
    tell_authors: TellAuthors = _choice(
        TellAuthors.REASON,
        "Whether authors are told what the team decided, on their next visit: reason (with reason and message), or off",
    )
    close_after: int = _duration("0", "How long after its post a discussion closes by itself; 0: never")
    close_quiet: int = _duration("0", "How long after its last comment a discussion closes by itself; 0: never")
    quiet_after: int = _duration("60d", "After how long without a comment a new one waits; 0 switches it off")
    edit_window: int = _duration("60m", "How long an author may edit a published comment; 0 switches editing off")
    max_depth: int = _setting(6, _parse_count(0, 50), "How deep replies are drawn nested; any depth is stored")
    votes: Votes = _choice(Votes.UP, "Votes: up only, both up and down, or off")
    images: bool = _switch(False, "Whether images in comments are shown; readers' addresses then reach those servers")
    website: bool = _switch(False, "Whether the form asks for a website")
    email: Email = _choice(
        Email.OPTIONAL, "E-mail: off, optional (asked when one wants to hear of replies), or required"
    )
    reply_mails: bool = _switch(True, "Whether readers may ask to be told of replies by mail, where mail is set up")
    language: str = _setting("en", _parse_language, "Language of pages and mails")
    timezone: str = _setting("UTC", _parse_zone, "Time zone of dates in pages and mails")
    monday: bool = _switch(True, "Whether the owners get six lines about the week by mail, on Monday morning")
    policy: str = _setting(
        "", _parse_line, "The line below the form about what is shown and kept; empty: a fitting one is made"
    )
    house_rules: str = _setting(
        "", parse_text(RULES_LIMIT), "The house rules beside the form, as Markdown; empty: good ones; `none`: none"
    )
    team_name: str = _setting(
        "", parse_own_name, "The name under which members can answer together; empty: the site's title"
    )
    team_link: bool = _switch(True, "Whether a quiet link below each thread leads members to where they answer")
    public_log: bool = _switch(
        False, "Whether anybody may read how often the team decides what, naming nobody, at `/{site}/decisions`"
    )
    keep_spam: int = _duration("30d", "How long spam is kept", _parse_days)
    keep_rejected: int = _duration("90d", "How long rejected comments are kept", _parse_days)
    keep_deleted: int = _duration(
        "30d", "How long the text of a deleted comment is kept, so that a deletion can be undone", _parse_days
    )
    keep_unconfirmed: int = _duration("7d", "How long an e-mail address that nobody confirmed is kept", _parse_days)
    keep_emails: int = _duration("30d", "How long an e-mail address is kept after its last subscription", _parse_days)
    broken: tuple[str, ...] = ()  # no setting: the names of those that are stored in a way this release cannot read


FIELDS = {setting.name: setting for setting in fields(SiteSettings) if setting.metadata}


def load_settings(stored: object) -> SiteSettings:
    """Build the settings from what is stored. What another release knew and this one does not is passed over.

    Never raises: in place of what cannot be read stands the default, and its name in `broken`.
    """
    if not isinstance(stored, dict):
        return SiteSettings(broken=tuple(FIELDS))
    values, broken = {}, []
    for name, text in stored.items():
        try:
            if name in FIELDS:
                values[name] = FIELDS[name].metadata["parse"](text.strip())
        except (ValueError, TypeError, AttributeError):
            broken.append(name)
    return SiteSettings(**values, broken=tuple(broken))


def fit_settings(settings: SiteSettings, *, can_mail: bool) -> SiteSettings:
    """Give what holds where no mail can be sent: no mails of replies, and no address asked for their sake."""
    reply_mails = settings.reply_mails and can_mail and settings.email is not Email.OFF
    wants_none = settings.email is Email.OPTIONAL and not reply_mails
    return replace(settings, reply_mails=reply_mails, email=Email.OFF if wants_none else settings.email)


def set_settings(settings: SiteSettings, changes: Mapping[str, str]) -> SiteSettings:
    """Give `settings` with `changes` applied, written as on the command line. Raises Invalid naming every wrong one.

    `rules_preset` stands for all settings of a preset; those named beside it win.
    """
    values, errors = {}, []
    for name, text in _expand(changes).items():
        try:
            values[name] = FIELDS[name].metadata["parse"](text.strip())
        except KeyError:
            errors.append(FieldError(f"/{name}", f"There is no such setting. Known are: {', '.join(FIELDS)}."))
        except ValueError as error:
            errors.append(FieldError(f"/{name}", f"{name} must be {error}, not {text!r}."))
    if errors:
        raise Invalid(*errors)
    return replace(settings, **values, broken=tuple(name for name in settings.broken if name not in values))


def _expand(changes: Mapping[str, str]) -> dict[str, str]:
    rest = {name: text for name, text in changes.items() if name != "rules_preset"}
    if "rules_preset" not in changes:
        return rest
    wanted = changes["rules_preset"].strip()
    if wanted not in set(Preset):
        raise Invalid(FieldError("/rules_preset", f"rules_preset must be one of {', '.join(Preset)}, not {wanted!r}."))
    return PRESETS[Preset(wanted)] | rest


def preset_of(settings: SiteSettings) -> Preset | None:
    """Give the preset that the settings are just like; None for the site's own mixture."""
    shown = show_settings(settings)
    return next((preset for preset, values in PRESETS.items() if values.items() <= shown.items()), None)


def dump_settings(settings: SiteSettings) -> dict[str, str]:
    """Write what differs from the defaults, as `load_settings` reads it."""
    default = SiteSettings()
    return {name: text for name, text in show_settings(settings).items() if text != show_settings(default)[name]}


def keep_broken(settings: SiteSettings, stored: object) -> dict[str, Any]:
    """Give what is stored and cannot be read: it stays, and is said, until somebody sets it anew."""
    return {name: stored[name] for name in settings.broken if name in stored} if isinstance(stored, dict) else {}


def show_settings(settings: SiteSettings) -> dict[str, str]:
    """Write every setting as one types it."""
    return {name: setting.metadata["write"](getattr(settings, name)) for name, setting in FIELDS.items()}
