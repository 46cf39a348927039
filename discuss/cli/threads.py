"""`discuss threads`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from discuss.cli.opening import OPERATOR, echo_json, open_house
from discuss.domain.settings import parse_duration
from discuss.domain.thread import Scope
from discuss.domain.times import format_time, to_millis
from discuss.services import closing, listings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance


@click.group()
def threads() -> None:
    """Look after the threads of a site."""


@threads.command("list")
@click.option("--site", "name", required=True, help="The site's name.")
@click.option("--held", is_flag=True, help="Only what waits for a moderator, comment by comment.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_threads(name: str, held: bool, as_json: bool) -> None:
    """List threads with their counts, or what waits.

    Example: discuss threads list --site town --held
    """
    with open_house() as (session, instance):
        rows = listings.list_held(session, name) if held else listings.list_threads(session, name, instance.clock())
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        click.echo("\t".join(_cell(key, value) for key, value in row.items()))


@threads.command("close")
@click.argument("keys", nargs=-1)
@click.option("--site", "name", required=True, help="The site's name.")
@click.option("--older-than", help="Every open thread without a comment for that long, such as 365d.")
@click.option("--note", help="What readers are told, in Markdown.")
@click.option("--until", help="Opens by itself then, such as 2026-12-24T08:00+01:00.")
@click.option("--successor", help="The page of the site where the talk goes on.")
@click.option("--roots", is_flag=True, help="Only new discussions: replies go on.")
@click.option("--dry-run", is_flag=True, help="Say which threads, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def close_threads(
    name: str,
    keys: tuple[str, ...],
    older_than: str | None,
    note: str | None,
    until: str | None,
    successor: str | None,
    roots: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Close threads, named by their pages or by how long nobody wrote.

    Example: discuss threads close --site town --older-than 365d --dry-run
    """
    if bool(keys) == bool(older_than):
        raise click.UsageError("Name the pages, or say --older-than.")
    order = closing.ClosingOrder(
        note=note, until=_parse_until(until), successor=successor, scope=Scope.ROOTS if roots else Scope.ALL
    )
    with open_house() as (session, instance):
        before = instance.clock() - _parse_age(older_than) * 1000 if older_than else None
        if dry_run:
            chosen, batch = _preview(session, instance, name, keys, before), None
        else:
            done = (
                closing.close_threads(session, instance, OPERATOR, (name, keys), order)
                if before is None
                else closing.close_quiet(session, instance, OPERATOR, (name, before), order)
            )
            chosen, batch = [str(result.id) for result in done.results], done.batch
    _report(chosen, batch, dry_run=dry_run, as_json=as_json)


@threads.command("open")
@click.argument("keys", nargs=-1, required=True)
@click.option("--site", "name", required=True, help="The site's name.")
def open_threads(name: str, keys: tuple[str, ...]) -> None:
    """Open threads again.

    Example: discuss threads open --site town /2009/09/town-hall
    """
    with open_house() as (session, instance):
        batch = closing.open_threads(session, instance, OPERATOR, (name, keys)).batch
    click.echo(f"{len(keys)} threads opened, as batch {batch}.")


def _preview(session: Session, instance: Instance, name: str, keys: tuple[str, ...], before: int | None) -> list[str]:
    if before is None:
        return list(keys)
    return [each.key for each in closing.list_quiet(session, OPERATOR, name, before, instance.clock())]


def _report(chosen: list[str], batch: str | None, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        echo_json({"threads": chosen, "batch": batch if chosen else None, "dry_run": dry_run})
        return
    for key in chosen:
        click.echo(key)
    if dry_run:
        click.echo(f"{len(chosen)} threads would be closed.")
    else:
        click.echo(f"{len(chosen)} threads closed" + (f", as batch {batch}." if chosen else "."))


def _parse_age(text: str) -> int:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}, not {text!r}.", param_hint="--older-than") from error


def _parse_until(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return to_millis(datetime.fromisoformat(text))
    except ValueError as error:
        raise click.BadParameter(
            "a time with its zone, such as 2026-12-24T08:00+01:00", param_hint="--until"
        ) from error


def _cell(key: str, value: object) -> str:
    if isinstance(value, int) and key == "created":
        return format_time(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
