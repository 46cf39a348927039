"""Does the database lie on a network drive? SQLite's WAL shares memory between processes, which does not work there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from discuss.domain.mounts import find_filesystem, is_network
from discuss.services.doctor import house as houses
from discuss.services.doctor.findings import fault, fine

if TYPE_CHECKING:
    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House


def check_drive(house: House) -> Finding | None:
    path = house.file
    if path is None:
        return None
    try:
        table = (house.mounts or houses.MOUNTS).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:  # not Linux
        return None
    filesystem = find_filesystem(table, os.path.realpath(path))
    if filesystem is None:
        return None
    about = {"file": path, "filesystem": filesystem}
    if not is_network(filesystem):
        return fine("drive-fine", **about)
    if house.settings.sqlite_journal == "wal":
        return fault("drive-network", **about)
    return fine("drive-slow", **about)
