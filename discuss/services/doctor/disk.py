"""Is there room on the disk? A backup needs as much again as the database has."""

from __future__ import annotations

from shutil import disk_usage
from typing import TYPE_CHECKING

from discuss.services.doctor.findings import fault, fine, worry

if TYPE_CHECKING:
    from pathlib import Path

    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House

_MEGABYTE = 1_000_000
_LITTLE = 200 * _MEGABYTE
_NOTHING = 20 * _MEGABYTE


def check_disk(house: House) -> Finding:
    folder, database = house.settings.data_dir.absolute(), house.file
    size = database.stat().st_size if database and database.exists() else 0
    rooms = {place: disk_usage(_nearest(place)).free for place in {folder, database.parent if database else folder}}
    place, free = min(rooms.items(), key=lambda room: room[1])
    about = {"folder": place, "free": _write(free)}
    if free < _NOTHING:
        return fault("disk-full", **about)
    if free < max(_LITTLE, size):
        return worry("disk-little", **about, needed=_write(max(_LITTLE, size)))
    return fine("disk-fine", **about)


def _nearest(path: Path) -> Path:
    """Give the folder, or what lies above it where it is not there yet."""
    return next((each for each in (path, *path.parents) if each.exists()), path)


def _write(size: int) -> str:
    return f"{size / 1_000_000_000:,.1f} GB" if size >= 1_000_000_000 else f"{size // _MEGABYTE} MB"
