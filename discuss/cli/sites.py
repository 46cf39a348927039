"""`discuss site`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from discuss.cli.opening import OPERATOR, echo_json, open_house
from discuss.domain.permissions import Role
from discuss.domain.settings import load_settings, show_settings
from discuss.services import invitations, sites
from discuss.services.invitations import NewInvitation

if TYPE_CHECKING:
    from discuss.store.tables import Site


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
def remove_site(name: str, yes: bool) -> None:
    """Remove a site with all its discussions.

    Example: discuss site remove town
    """
    with open_house() as (session, _):
        sites.access_site(session, name)
        if not yes:
            click.confirm(f"Remove {name} with everything in it? This cannot be undone", abort=True)
        sites.remove_site(session, name)


def _describe(each: Site) -> dict[str, Any]:
    return {
        "name": each.name,
        "title": each.title,
        "url": each.base_url,
        "origins": each.origins,
        "settings": show_settings(load_settings(each.settings)),
    }
