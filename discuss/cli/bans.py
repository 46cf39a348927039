"""`discuss bans`."""

from __future__ import annotations

import click

from discuss.cli.opening import OPERATOR, echo_json, open_house
from discuss.domain.bans import BanKind, BanOrder
from discuss.domain.ids import parse_id
from discuss.domain.settings import parse_duration
from discuss.domain.times import format_time
from discuss.services import bans as services


@click.group()
def bans() -> None:
    """Say who may not write on a site."""


@bans.command("list")
@click.option("--site", required=True, help="The site's name.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_bans(site: str, as_json: bool) -> None:
    """List the bans that hold, newest first.

    Example: discuss bans list --site town
    """
    with open_house() as (session, instance):
        found = services.list_bans(session, instance, OPERATOR, site)
    if as_json:
        echo_json(found)
        return
    for ban in found:
        until = format_time(ban.until) if ban.until else "for good"
        click.echo("\t".join((str(ban.id), ban.kind, ban.label, until, ban.by or "", ban.reason or "")))


@bans.command("add")
@click.argument("kind", type=click.Choice([str(kind) for kind in BanKind]))
@click.argument("value", required=False)
@click.option("--site", required=True, help="The site's name.")
@click.option("--comment", help="The id of a comment: its author is meant.")
@click.option("--for", "lasting", help="How long, such as 30d. Without it: for good.")
@click.option("--reason", help="Why; for the team alone.")
@click.option(
    "--and-last", "days", type=click.IntRange(0, 365), default=0, help="Call what they wrote in so many days spam."
)
@click.option("--dry-run", is_flag=True, help="Say how many comments --and-last would hit, and change nothing.")
def add_ban(
    kind: str,
    value: str | None,
    site: str,
    comment: str | None,
    lasting: str | None,
    reason: str | None,
    days: int,
    dry_run: bool,
) -> None:
    """Ban the author of a comment (reader, address, network, email), or an email or a domain given as VALUE.

    Example: discuss bans add reader --site town --comment 412345678901234567 --for 30d --and-last 7
    """
    with open_house() as (session, instance):
        order = BanOrder(
            kind=BanKind(kind),
            value=value,
            comment=parse_id(comment, "--comment") if comment is not None else None,
            until=instance.clock() + _parse_lasting(lasting) * 1000 if lasting is not None else None,
            reason=reason,
        )
        wanted = services.Theirs(order, days, instance.clock() + 1)
        if dry_run:
            items = services.load_theirs(session, instance, OPERATOR, site, wanted)
            click.echo(f"{len(items)} comments would be called spam.")
            return
        spoken = services.add_ban(session, instance, OPERATOR, site, wanted)
    click.echo(f"Banned: {spoken.ban.kind} {spoken.ban.label}, as {spoken.ban.id}.")
    if done := sum(result.error is None for result in spoken.batch.results):
        click.echo(f"{done} comments called spam, as batch {spoken.batch.batch}.")


@bans.command("remove")
@click.argument("ban")
@click.option("--site", required=True, help="The site's name.")
def remove_ban(ban: str, site: str) -> None:
    """End a ban.

    Example: discuss bans remove 412345678901234567 --site town
    """
    with open_house() as (session, instance):
        services.remove_ban(session, instance, OPERATOR, site, parse_id(ban, "BAN"))
    click.echo("The ban is over.")


def _parse_lasting(text: str) -> int:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}, not {text!r}.", param_hint="--for") from error
