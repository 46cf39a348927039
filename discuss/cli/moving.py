"""`discuss import` and `discuss rerender`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from discuss.cli.opening import echo_json, open_house

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", required=True, help="The site's name.")
@click.option("--from", "source", type=click.Choice(["wxr"]), help="The format; recognised where it is not named.")
@click.option("--dry-run", is_flag=True, help="Read everything and report, but store nothing.")
@click.option("--json", "as_json", is_flag=True, help="The report for programs.")
def import_command(file: Path, site: str, source: str | None, dry_run: bool, as_json: bool) -> None:
    """Bring in discussions from another system.

    Example: discuss import wordpress.xml --site town
    """
    from discuss.services import import_reports, transfer

    with open_house() as (session, instance):
        report = transfer.import_file(session, instance, transfer.Import(file, site, source, dry_run))
    if as_json:
        echo_json(report)
        return
    click.echo(import_reports.describe_report(report))


@click.command()
def rerender() -> None:
    """Render stored comments again that an older release rendered.

    Example: discuss rerender
    """
    from discuss.services import rerendering

    with open_house() as (session, instance), _progress_bar("Rendering") as progress:
        done = rerendering.rerender_stale(session, instance, progress=progress)
    click.echo(f"{done} comments rendered again.")


@contextmanager
def _progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give what shows progress on a terminal; None elsewhere, where the last line says it all."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=0, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show
