"""What is to be typed on this machine to look after the installation: how it was installed decides."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import discuss
from discuss.config import find_env_files

if TYPE_CHECKING:
    from discuss.config import Settings

_UNIT = "etc/systemd/system/discuss.service"
_SHORT = "usr/local/bin/discuss"
_DISTRIBUTION = "discuss-comments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """This machine, and where things lie on it. `program`: the environment that discuss is installed into.

    `unit`: whether systemd starts the service; `short`: whether `sudo discuss` is there, as docs/install makes it;
    `checkout`: the folder of the source it runs from, None for a package.
    """

    name: str
    user: str
    data_dir: Path
    here: Path | None
    program: Path
    unit: bool
    short: bool
    checkout: Path | None


def look_around(settings: Settings, root: Path = Path("/")) -> Machine:
    """Look at the machine whose files begin at `root`."""
    source = Path(discuss.__file__).parent.parent
    env_file = find_env_files(settings)[0]
    return Machine(
        name=socket.gethostname(),
        user=_name_user(),
        data_dir=settings.data_dir.absolute(),
        here=env_file.parent.absolute() if env_file.exists() else None,
        program=Path(sys.prefix),
        unit=(root / _UNIT).exists(),
        short=(root / _SHORT).exists(),
        checkout=source if (source / "pyproject.toml").exists() else None,
    )


def _name_user() -> str:
    """Name the user of the system; a container may run as one without a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.geteuid())


def list_commands(machine: Machine) -> dict[str, tuple[str, ...]]:
    """Give for each thing to do the lines to type, in the order in which one reads of them."""
    command = _write_command(machine)
    start = "sudo systemctl start discuss" if machine.unit else f"{command} serve"
    again = "sudo systemctl restart discuss" if machine.unit else start
    return {
        "look": (f"{command} doctor", *(("sudo journalctl -u discuss -e",) if machine.unit else ())),
        "start": (start,),
        "update": (f"{command} backup --to /mnt/other-disk", _write_update(machine), again),
        "backup": (f"{command} backup --to /mnt/other-disk",),
        "restore": (f"{command} restore FILE", start),
        "page": (f"{command} handover",),
    }


def _write_command(machine: Machine) -> str:
    """Write what stands for `discuss`, so that it finds the data and the settings that lie in files."""
    if machine.short:
        return "sudo discuss"
    go = f"cd {quote(str(machine.here))} && " if machine.here else ""
    return f"{go}DISCUSS_DATA_DIR={quote(str(machine.data_dir))} {quote(str(machine.program / 'bin' / 'discuss'))}"


def _write_update(machine: Machine) -> str:
    sudo = "sudo " if machine.unit else ""
    pip = quote(str(machine.program / "bin" / "pip"))
    if machine.checkout:
        return (
            f"cd {quote(str(machine.checkout))} && git pull && {sudo}{pip} install --require-hashes -r requirements.txt"
        )
    if {"pipx", "venvs"} <= set(machine.program.parts):
        return f"pipx upgrade {_DISTRIBUTION}"
    return f"{sudo}{pip} install --upgrade {_DISTRIBUTION}"
