"""`discuss site`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from discuss.cli.opening import OPERATOR, echo_json, open_house
from discuss.cli.saying import as_plain
from discuss.domain.permissions import Role
from discuss.domain.settings import load_settings, show_settings
from discuss.domain.times import format_time
from discuss.services import backups, invitations, removal, sites
from discuss.services.invitations import NewInvitation

if TYPE_CHECKING:
    from discuss.services.removal import Loss
    from discuss.store.tables import Site

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def site() -> None:
    """Add, show, change and remove sites (blogs)."""


@site.command("add")
@click.argument("name")
@click.option("--name", "title", required=True, help="The blog's name, as readers know it.")
@click.option("--url", required=True, help="The blog's address.")
@click.option("--origin", "origins", multiple=True, help="Another address whose pages may write. Can be repeated.")
@click.option("--invite", is_flag=True, help="Print a link by which its owner joins; works once, for seven days.")
def add_site(name: str, title: str, url: str, origins: tuple[str, ...], invite: bool) -> None:
    """Register a blog.

    Example: discuss site add town --name "Town Talk" --url https://town.example --invite
    """
    with open_house() as (session, instance):
        sites.add_site(session, instance, sites.NewSite(name, title, url, origins))
        new = NewInvitation(Role.OWNER)
        link = invitations.add_invitation(session, instance, OPERATOR, name, new) if invite else None
    click.echo(f'{name} is registered. Put the snippet with data-site="{name}" into its pages.')
    if link:
        click.echo(f"Give this link to its owner: {link}")


@site.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_sites(as_json: bool) -> None:
    """List the sites.

    Example: discuss site list
    """
    with open_house() as (session, _):
        found = [_describe(each) for each in sites.list_sites(session)]
    if as_json:
        echo_json(found)
    for each in found if not as_json else ():
        click.echo(f"{each['name']}\t{each['url']}\t{each['title']}")


@site.command("show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show_site(name: str, as_json: bool) -> None:
    """Show a site and all its settings.

    Example: discuss site show town
    """
    with open_house() as (session, _):
        described = _describe(sites.access_site(session, name))
    if as_json:
        echo_json(described)
        return
    for key, value in {**described, **described.pop("settings")}.items():
        click.echo(f"{key} = {' '.join(value) if isinstance(value, list) else value}")


@site.command("set")
@click.argument("name")
@click.argument("changes", nargs=-1, required=True, metavar="KEY=VALUE...")
def set_site(name: str, changes: tuple[str, ...]) -> None:
    """Change settings of a site; docs/settings.md lists them all.

    Example: discuss site set town premoderation=all edit_window=30m
    """
    wrong = [change for change in changes if "=" not in change]
    if wrong:
        raise click.UsageError(f"Write KEY=VALUE, not {wrong[0]!r}.")
    with open_house() as (session, _):
        sites.set_site(session, name, dict(change.split("=", 1) for change in changes))


@site.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--copy", type=_FILE, metavar="FILE", help="Write a backup of everything into FILE first.")
def remove_site(name: str, yes: bool, copy: Path | None) -> None:
    """Remove a site with all its discussions. It says what would go, offers a copy, and lets its name be typed.

    Example: discuss site remove town

    For scripts: discuss site remove town --yes --copy town-before.zip
    """
    if not yes and not sys.stdin.isatty():
        raise click.UsageError(
            "This asks before it removes anything, and nobody is here to answer. "
            "Say --yes to go on without a question, and --copy FILE to have a backup written first."
        )
    with open_house() as (session, instance):
        loss = removal.load_loss(session, OPERATOR, name)
        _tell(loss)
        if not copy and not yes:
            copy = _offer_copy(backups.name_backup(instance, f"before-removing-{name}"))
        if copy:
            backups.make_backup(session, instance, copy)
            click.echo(f"{copy.absolute()} is written and was read again. It holds everything, not this site alone.")
        typed = name if yes else click.prompt(f"Type its short name, {name}, to remove it")
        removal.remove_site(session, OPERATOR, name, typed)
    click.echo(f"{name} is removed.")


def _tell(loss: Loss) -> None:
    day = format_time(loss.since)[:10]
    click.echo(f"{as_plain(loss.title)} ({loss.base_url}), here since {day}.")
    click.echo("This would go, and only a backup brings it back:")
    for n, one, many in (
        (loss.comments, "comment", "comments"),
        (loss.pages, "discussion", "discussions"),
        (loss.members, "member of its team", "members of its team"),
    ):
        click.echo(f"  {n:,} {one if n == 1 else many}")
    click.echo("  its settings, bans, invitations and the log of what was decided")


def _offer_copy(path: Path) -> Path | None:
    return path if click.confirm(f"Write a copy first, {path.absolute()}?", default=True) else None


def _describe(each: Site) -> dict[str, Any]:
    return {
        "name": each.name,
        "title": each.title,
        "url": each.base_url,
        "origins": each.origins,
        "settings": show_settings(load_settings(each.settings)),
    }
