"""`discuss backup` and `restore`."""

from __future__ import annotations

from pathlib import Path

import click

from discuss.cli.opening import open_house
from discuss.config import load_settings
from discuss.services import backups
from discuss.store.engine import open_database


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="A folder, such as another disk."
)
@click.option("--check", is_flag=True, help="Make none: read FILE and say whether it is whole.")
def backup(file: Path | None, folder: Path | None, check: bool) -> None:
    """Write everything that is needed to come up on an empty machine into one file, secret and settings included.

    Without FILE it gets a name of its own, in the data directory or in the folder of --to. The service may go on.

    Example: discuss backup --to /mnt/other-disk
    """
    if file and folder:
        raise click.UsageError("Give either FILE or --to.")
    if check:
        if not file:
            raise click.UsageError("Say which FILE is to be read.")
        manifest = backups.check_backup(file)
        click.echo(f"{file} is whole: {_count(manifest)}, made {manifest.made} by discuss {manifest.version}.")
        return
    with open_house() as (session, instance):
        usual = backups.name_backup(instance, "discuss")
        path = file or (folder / usual.name if folder else usual)
        manifest = backups.make_backup(session, instance, path)
    click.echo(f"{path.absolute()} is written and was read again: {_count(manifest)}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def restore(file: Path) -> None:
    """Bring back what a backup holds, on a machine where nothing is set up yet, or where nothing was written.

    Example: discuss restore discuss-2026-11-26T033000Z.zip
    """
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)  # where the database will lie
    engine = open_database(settings)
    try:
        manifest = backups.restore_backup(file, engine, settings.data_dir)
    finally:
        engine.dispose()
    click.echo(f"Restored: {_count(manifest)}, as of {manifest.made}. The data lies in {settings.data_dir.absolute()}.")
    click.echo("Start it with `discuss serve`.")


def _count(manifest: backups.Manifest) -> str:
    tables = manifest.tables
    return f"{tables['site']:,} sites, {tables['thread']:,} discussions, {tables['comment']:,} comments"
