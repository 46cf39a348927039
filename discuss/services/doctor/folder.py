"""The data directory: this user may write into it, nobody else looks into it, and all in it is one user's own."""

from __future__ import annotations

import pwd
import shlex
import stat
from typing import TYPE_CHECKING

from discuss.services.doctor.findings import fault, fine, worry

if TYPE_CHECKING:
    from os import stat_result
    from pathlib import Path

    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House, Who

_ROOT = 0


def check_folder(house: House) -> Finding:
    folder = house.settings.data_dir.absolute()
    about = {"folder": folder, "quoted": shlex.quote(str(folder))}
    try:
        there = folder.stat()
    except FileNotFoundError:
        return fault("folder-missing", **about)
    if not stat.S_ISDIR(there.st_mode):
        return fault("folder-no-folder", **about)
    if not may_write(there, house.who):
        return fault("folder-not-writable", **about, user=name_user(house.who.user))
    if there.st_mode & stat.S_IRWXO:
        return worry("folder-open", **about)
    return _check_files(house, folder, there) or fine("folder-fine", **about)


def may_write(there: stat_result, who: Who) -> bool:
    """Say by the bits of a file or folder whether a user may write there, as open(2) would."""
    if who.user == _ROOT:
        return True
    if there.st_uid == who.user:
        return bool(there.st_mode & stat.S_IWUSR)
    if there.st_gid in who.groups:
        return bool(there.st_mode & stat.S_IWGRP)
    return bool(there.st_mode & stat.S_IWOTH)


def name_user(number: int) -> str:
    """Give the name of a user of the system, or the number of one without a name."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _check_files(house: House, folder: Path, there: stat_result) -> Finding | None:
    """Find a file of the service that another user owns than the folder: a command run as root leaves such ones."""
    database = house.file
    files = [folder / ".env"] + ([database.with_name(database.name + end) for end in _ENDS] if database else [])
    for path in files:
        if path.parent == folder and path.exists() and path.stat().st_uid != there.st_uid:
            owner, others = name_user(there.st_uid), name_user(path.stat().st_uid)
            return fault("folder-mixed", file=path, owner=owner, other=others, quoted=shlex.quote(str(folder)))
    return None


_ENDS = ("", "-wal", "-shm", "-journal")
