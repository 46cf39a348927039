"""`discuss init`, `serve`, `demo` and `jobs`."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from discuss.cli.doctor import refuse_network_drive, warn_of_trouble
from discuss.cli.opening import echo_json, open_house
from discuss.config import Settings, load_settings
from discuss.domain.times import format_time
from discuss.services import backups
from discuss.services.instance import build_instance
from discuss.store.engine import open_database
from discuss.store.migrate import check_known, is_head, migrate, read_revision
from discuss.store.releases import read_release

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


@click.command()
def init() -> None:
    """Set up data directory, secret and database. Safe to repeat.

    Example: discuss init
    """
    settings = prepare_house()
    click.echo(f"Ready. The data lies in {settings.data_dir.absolute()}.")


def prepare_house() -> Settings:
    """Make what is missing: data directory, secret, tables."""
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.secret_key:
        _write_secret(settings.data_dir / ".env")
        settings = load_settings()
    refuse_network_drive(settings)
    engine = open_database(settings)
    try:
        _back_up_older(engine, settings)
        migrate(engine)
    finally:
        engine.dispose()
    return settings


def _back_up_older(engine: Engine, settings: Settings) -> None:
    """Before tables are changed, keep everything as the older release left it."""
    with engine.connect() as connection:
        revision, release = read_revision(connection), read_release(connection)
    if revision is None or is_head(revision):
        return
    check_known(revision, release)
    instance = build_instance(settings)
    path = backups.name_backup(instance, f"before-update-from-{revision}")
    with Session(engine) as session:
        backups.make_backup(session, instance, path)
    click.echo(f"The tables are brought to this release. A backup from before lies in {path.absolute()}.", err=True)


def _write_secret(path: Path) -> None:
    """Append the secret to the data directory's own settings; only this user may read them."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"DISCUSS_SECRET_KEY={secrets.token_urlsafe(48)}\n")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--no-jobs", is_flag=True, help="Run no job runner here.")
def serve(host: str, port: int, workers: int, no_jobs: bool) -> None:
    """Serve the comments: web workers and one job runner.

    Example: discuss serve --host 0.0.0.0 --port 8000
    """
    from discuss.server import run_server

    settings = prepare_house()
    warn_of_trouble(settings)
    run_server(host, port, workers, with_jobs=not no_jobs, settings=settings)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The first port to try.")
def demo(port: int) -> None:
    """Show everything at work: the service, and a small blog on another origin.

    Example: discuss demo
    """
    from discuss.demo import run_demo

    run_demo(port)


@click.group()
def jobs() -> None:
    """Run or list what is to be done after the answer."""


@jobs.command("run")
@click.option("--once", is_flag=True, help="Do what is due and stop.")
def run_jobs(once: bool) -> None:
    """Run due jobs.

    Example: discuss jobs run --once
    """
    from discuss.jobs import run_due, run_forever

    with open_house() as (session, instance):
        if once:
            click.echo(f"{run_due(session, instance)} done.")
        else:
            run_forever(session, instance)


@jobs.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_jobs(as_json: bool) -> None:
    """List what is to be done, and what failed.

    Example: discuss jobs list --json
    """
    from discuss.services.outbox import list_jobs as find_jobs

    with open_house() as (session, _):
        rows = find_jobs(session)
    if as_json:
        echo_json(rows)
    for row in rows if not as_json else ():
        due = format_time(row["due"]) if row["due"] is not None else "given up"
        click.echo(f"{row['id']}\t{row['kind']}\t{due}\t{row['attempts']} tries\t{row['error'] or ''}")
