"""`discuss user`."""

from __future__ import annotations

import secrets
import sys

import click

from discuss.cli.opening import OPERATOR, echo_json, open_house
from discuss.domain.permissions import Role
from discuss.services import access, invitations, password_links, sites
from discuss.services.invitations import NewInvitation

_ROLES = click.Choice([role.value for role in Role])


@click.group()
def user() -> None:
    """Add, list and remove the people who run the sites."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The name under which they write.")
@click.option("--admin", is_flag=True, help="May do everything on every site.")
@click.option("--site", help="A site they belong to.")
@click.option("--role", type=_ROLES, default="moderator", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user(email: str, name: str, admin: bool, site: str | None, role: str, password_stdin: bool) -> None:
    """Add a person.

    Example: discuss user add ann@town.example --name Ann --site town --role owner
    """
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
    with open_house() as (session, instance):
        if site:
            sites.access_site(session, site)
        sites.add_user(session, instance, email, name, password)
        if admin:
            sites.set_admin(session, email, is_admin=True)
        if site:
            sites.set_role(session, email, site, Role(role))
    click.echo(f"{email} is added." + ("" if password_stdin else f" Password: {password}"))


@user.command("invite")
@click.option("--site", "name", required=True, help="The site they will belong to.")
@click.option("--role", type=_ROLES, default="moderator", show_default=True)
@click.option("--for", "label", default="", help="For whom it is, so that you know it again.")
def invite_user(name: str, role: str, label: str) -> None:
    """Print a link by which one person joins a site and chooses name, address and password. No mail is needed.

    It works once, and for seven days. Its owners can take it back on their page of members.

    Example: discuss user invite --site town --role owner --for "Ann of the library"
    """
    with open_house() as (session, instance):
        new = NewInvitation(Role(role), label)
        click.echo(invitations.add_invitation(session, instance, OPERATOR, name, new))


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_users(as_json: bool) -> None:
    """List the people with their sites and roles.

    Example: discuss user list
    """
    with open_house() as (session, _):
        rows = [
            {"email": person.email, "name": person.name, "admin": person.is_admin, "site": site, "role": role}
            for person, site, role in sites.list_users(session)
        ]
    if as_json:
        echo_json(rows)
    for row in rows if not as_json else ():
        place = f"{row['role']} of {row['site']}" if row["site"] else ("administrator" if row["admin"] else "no site")
        click.echo(f"{row['email']}\t{row['name']}\t{place}")


@user.command("passwd")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Set the password that stands on standard input instead.")
def set_password(email: str, password_stdin: bool) -> None:
    """Print a link where a person sets a new password. It works once, and for two days.

    Example: discuss user passwd ann@town.example
    """
    with open_house() as (session, instance):
        if password_stdin:
            sites.set_password(session, email, sys.stdin.readline().rstrip("\n"))
        else:
            click.echo(password_links.build_link(session, instance, email))


@user.command("token")
@click.argument("email")
@click.option("--name", "label", required=True, help="What the token is for.")
@click.option("--site", help="Only for this site.")
def add_token(email: str, label: str, site: str | None) -> None:
    """Make an API token. Standard output is the token alone, and this is the only time it is shown.

    Example: discuss user token ann@town.example --name backup-script --site town
    """
    with open_house() as (session, instance):
        token = access.add_token(session, instance, email, label, site)
    click.echo(token)


@user.command("remove")
@click.argument("email")
def remove_user(email: str) -> None:
    """Remove a person. What they wrote stays.

    Example: discuss user remove ann@town.example
    """
    with open_house() as (session, _):
        sites.remove_user(session, email)
