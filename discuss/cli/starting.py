"""`discuss init`: a few questions with good guesses, and everything that follows from the answers."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from discuss.cli.lines import write_lines
from discuss.cli.opening import open_house
from discuss.cli.preparing import prepare_house, write_setting
from discuss.config import PREFIX, Settings
from discuss.domain import guesses
from discuss.domain.keys import origin_of
from discuss.domain.texts import check_own_email, check_title
from discuss.errors import FieldError, Invalid, SetupError
from discuss.services.beginning import Beginning, begin, find_way_in, has_begun, read_title
from discuss.services.sites import NewSite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is known of a blog and of who runs it. `service`: where its comments live."""

    blog: str
    title: str
    service: str
    email: str
    timezone: str


@click.command()
@click.option("--blog", help="The address of your blog.")
@click.option("--name", "title", help="The name of your blog.")
@click.option("--address", "service", help="The address where the comments shall live.")
@click.option("--email", help="Your e-mail address, with which you sign in.")
@click.option("--timezone", help="Your time zone, such as Europe/Berlin.")
def init(**given: str | None) -> None:
    """Set up data directory, secret, database and your blog. Safe to repeat.

    At a terminal it asks; Enter takes what stands in brackets. Elsewhere it asks nothing.

    Example: discuss init
    """
    settings = prepare_house()
    click.echo(f"Ready. The data lies in {settings.data_dir.absolute()}.")
    with open_house() as (session, _):
        is_first = not has_begun(session)
    if is_first and (given["blog"] or _is_terminal()):
        _set_up(settings, _ask(settings, given))
    with open_house() as (session, instance):
        link = find_way_in(session, instance)
    if link:
        click.echo(f"\nThen open this link, once and within 24 hours. It leads you through the rest:\n\n  {link}\n")


def tell_missing() -> None:
    """Say what keeps anybody from using the service, in a line."""
    with open_house() as (session, instance):
        if not has_begun(session):
            click.echo("There is no blog here yet. `discuss init` at a terminal asks for it.", err=True)
        elif find_way_in(session, instance):
            click.echo("Nobody has come in yet. `discuss init` prints the link again.", err=True)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _ask(settings: Settings, given: Mapping[str, str | None]) -> Answers:
    def answer(name: str, question: str, guess: str, check: Callable[[str], str]) -> str:
        known = given[name]
        if known is not None or not _is_terminal():
            return check(guess if known is None else known)
        return str(click.prompt(question, default=guess, value_proc=_complaining(check)))

    if _is_terminal():
        click.echo("\nA few questions. Enter takes what stands in brackets, and all of it can be changed later.\n")
    blog = answer("blog", "The address of your blog", guesses.HERE, _check_address)
    title = answer("title", "Its name", _guess_title(blog), _check_title)
    service = settings.base_url
    if service == Settings().base_url:
        service = answer("service", "Where the comments shall live", guesses.guess_service(blog), _check_address)
    email = answer("email", "Your e-mail address, to sign in with", guesses.guess_email(blog), check_own_email)
    timezone = answer("timezone", "Your time zone", _read_timezone(), _check_timezone)
    return Answers(blog=blog, title=title, service=service, email=email, timezone=timezone)


def _complaining(check: Callable[[str], str]) -> Callable[[str], str]:
    """Let a question be asked again, with what was wrong."""

    def convert(text: str) -> str:
        try:
            return check(text)
        except Invalid as invalid:
            raise click.BadParameter(invalid.errors[0].detail) from invalid

    return convert


def _check_address(text: str) -> str:
    """Raises Invalid for what is no address of a web site."""
    address = guesses.complete_address(text)
    origin_of(address)
    if not guesses.is_address(address):
        raise Invalid(FieldError("", "An address looks like https://town.example."))
    return address


def _check_title(text: str) -> str:
    return check_title(text) or guesses.guess_title("")


def _check_timezone(text: str) -> str:
    try:
        return ZoneInfo(text.strip()).key
    except (ValueError, OSError, LookupError):
        raise click.BadParameter(f"There is no time zone {text.strip()}. One is called Europe/Berlin.") from None


def _guess_title(blog: str) -> str:
    named = read_title(blog) if _is_terminal() and blog != guesses.HERE else ""
    return named or guesses.guess_title(blog)


def _read_timezone() -> str:
    """Give the time zone of this machine."""
    places = [os.environ.get("TZ", ""), os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]]
    for name in filter(None, places):
        try:
            return ZoneInfo(name.removeprefix(":").removeprefix("Etc/")).key
        except (ValueError, OSError, LookupError):
            continue
    return "UTC"


def _set_up(settings: Settings, answers: Answers) -> None:
    if answers.service not in {settings.base_url, Settings().base_url}:
        write_setting(settings.data_dir / ".env", f"{PREFIX}BASE_URL", answers.service)
    language = os.environ.get("LANG", "")[:2]
    beginning = Beginning(
        site=NewSite(guesses.guess_name(answers.blog), answers.title, answers.blog),
        email=answers.email,
        person=guesses.guess_person(answers.email),
        language=language if language in _LANGUAGES else _LANGUAGES[0],
        timezone=answers.timezone,
    )
    with open_house() as (session, instance):
        begin(session, instance, beginning)
    _tell(settings.data_dir.absolute(), answers)


def _tell(data_dir: Path, answers: Answers) -> None:
    """Say what was made, and what is to be done now."""
    click.echo(f"\nYour blog: {answers.title}, {answers.blog}")
    click.echo(f"Its comments will live at {answers.service}; you sign in as {answers.email}.")
    click.echo(f"Secret and address stand in {data_dir / '.env'}.")
    if answers.service.startswith("https:"):
        _tell_lines(data_dir, answers.service)
    click.echo("\nNow start it, by hand for a first look:\n\n  discuss serve")


def _tell_lines(data_dir: Path, service: str) -> None:
    try:
        written = list(write_lines(data_dir, service))
    except SetupError as error:
        click.echo(f"Lines for systemd and the web server were not written: {error.detail}")
        return
    click.echo("Filled in for this machine, to start it with the machine and to put a web server in front:")
    for path, place in written:
        click.echo(f"  {path}, for {place}")
