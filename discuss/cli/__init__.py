"""The `discuss` command: translates words into services and their answers into words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from discuss import __version__
from discuss.cli.backups import backup, restore
from discuss.cli.bans import bans
from discuss.cli.check import check
from discuss.cli.doctor import doctor
from discuss.cli.handover import handover
from discuss.cli.moving import import_command, rerender
from discuss.cli.serving import demo, jobs, serve
from discuss.cli.sites import site
from discuss.cli.starting import init
from discuss.cli.threads import threads
from discuss.cli.users import user
from discuss.errors import DiscussError, Invalid

EXIT_FAILED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="discuss")
def command() -> None:
    """Threaded comments for a community blog."""


for each in (
    init,
    serve,
    demo,
    site,
    user,
    threads,
    bans,
    check,
    import_command,
    rerender,
    jobs,
    backup,
    restore,
    doctor,
    handover,
):
    command.add_command(each)


def main() -> None:
    """Run the command: 0 done, 1 failed, 2 wrong use."""
    try:
        command.main(standalone_mode=True)
    except Invalid as error:
        for field in error.errors:
            click.echo(f"{field.pointer}: {field.detail}" if field.pointer else field.detail, err=True)
        sys.exit(EXIT_FAILED)
    except DiscussError as error:
        click.echo(error.detail, err=True)
        sys.exit(EXIT_FAILED)
    except OSError as error:
        click.echo(_explain_place(error), err=True)
        sys.exit(EXIT_FAILED)


def _explain_place(error: OSError) -> str:
    """Say which place the system did not let us use. Raises the error again where it is about none."""
    if error.filename is None:
        raise error
    place = Path(os.fsdecode(error.filename)).absolute()
    return f"{place}: {error.strerror}. Go to a folder of your own, or be the user whom the data belongs to."
