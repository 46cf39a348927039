"""`discuss serve`, `demo` and `jobs`."""

from __future__ import annotations

import click

from discuss.cli.doctor import warn_of_trouble
from discuss.cli.opening import echo_json, open_house
from discuss.cli.preparing import prepare_house
from discuss.cli.starting import tell_missing
from discuss.domain.times import format_time


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
    tell_missing()
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
