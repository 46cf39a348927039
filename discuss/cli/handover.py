"""`discuss handover`."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from discuss.cli.opening import OPERATOR, open_house
from discuss.cli.saying import as_plain

if TYPE_CHECKING:
    from discuss.web.handing_over import Line, Section

_WIDE = 100
_PEN = "_" * 40


@click.command()
def handover() -> None:
    """Write a page for whoever takes over: where it runs, how to look after it, who is who. It holds no secrets.

    Example: discuss handover > handover.txt
    """
    from discuss.services.handover import load_handover
    from discuss.web.handing_over import say_handover

    with open_house() as (session, instance):
        title, sections = say_handover(load_handover(session, instance, OPERATOR))
    click.echo(as_plain(title.unescape()))
    for each in sections:
        _print(each)


def _print(section: Section) -> None:
    click.echo(f"\n\n{section.title.unescape().upper()}")
    for words in section.words:
        click.echo(textwrap.fill(words.unescape(), _WIDE))
    click.echo()
    for line in section.lines:
        _print_line(line)


def _print_line(line: Line) -> None:
    if len(line.lines) == 1 and not line.code:
        click.echo(f"  {as_plain(line.label)}: {as_plain(line.lines[0])}")
        return
    click.echo(f"  {as_plain(line.label)}:")
    for each in line.lines or (_PEN,):
        click.echo(f"      {as_plain(each)}")
