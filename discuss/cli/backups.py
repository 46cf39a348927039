"""`discuss backup` and `restore`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from discuss.cli.opening import open_house
from discuss.config import load_settings
from discuss.services import backup_copies, backups
from discuss.services.sealing import is_sealed
from discuss.store.engine import open_database


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--to", help="Where a copy goes: a folder, such as another disk, or a store; see docs/backups.md.")
@click.option("--check", is_flag=True, help="Make none: read FILE and say whether it is whole.")
def backup(file: Path | None, to: str | None, check: bool) -> None:
    """Write everything that is needed to come up on an empty machine into one file, secret and settings included.

    Without FILE it gets a name of its own, in the data directory or where --to says. The service may go on.

    Example: discuss backup --to /mnt/other-disk
    """
    if file and to:
        raise click.UsageError("Give either FILE or --to.")
    if check:
        if not file:
            raise click.UsageError("Say which FILE is to be read.")
        manifest = backups.check_backup(file, _ask_passphrase(file))
        click.echo(f"{file} is whole: {_count(manifest)}, made {manifest.made} by discuss {manifest.version}.")
        return
    with open_house() as (session, instance):
        if to:
            place, manifest = backup_copies.make_copy(session, instance, to)
        else:
            path = file or backups.name_backup(instance, backup_copies.COPY)
            place, manifest = str(path.absolute()), backups.make_backup(session, instance, path)
    click.echo(f"{place} is written and was read again: {_count(manifest)}.")


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
        manifest = backups.restore_backup(file, engine, settings.data_dir, _ask_passphrase(file))
    finally:
        engine.dispose()
    click.echo(f"Restored: {_count(manifest)}, as of {manifest.made}. The data lies in {settings.data_dir.absolute()}.")
    click.echo("Start it with `discuss serve`.")


def _ask_passphrase(file: Path) -> str:
    """Give the passphrase of a backup that is locked: the one that is set, or one that is typed."""
    known = load_settings().backup_passphrase
    if known or not sys.stdin.isatty() or not (file.is_file() and is_sealed(file)):
        return known
    return str(click.prompt("Passphrase", hide_input=True))


def _count(manifest: backups.Manifest) -> str:
    tables = manifest.tables
    return f"{tables['site']:,} sites, {tables['thread']:,} discussions, {tables['comment']:,} comments"
