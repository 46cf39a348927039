"""Can the settings be read? The data directory and the secret with its file."""

from __future__ import annotations

import shlex
import stat
from typing import TYPE_CHECKING

from discuss.services.doctor.findings import fault, fine, worry

if TYPE_CHECKING:
    from pathlib import Path

    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House

_SHORTEST = 32
_FEWEST = 10  # different characters: a word that somebody typed again and again is easily guessed


def check_settings(house: House) -> Finding:
    if house.complaints:
        return fault("settings-unreadable", complaints=" ".join(house.complaints))
    return fine("settings-fine")


def check_secret(house: House) -> Finding:
    secret = house.settings.secret_key
    if not secret:
        return fault("secret-missing")
    if len(secret) < _SHORTEST or len(set(secret)) < _FEWEST:
        return worry("secret-short", shortest=_SHORTEST)
    return fine("secret-fine")


def check_secret_file(house: House) -> Finding | None:
    """See that no other user reads the file in which the secret stands."""
    holding = [path for path in house.env_files if _holds_secret(path)]
    if not holding:
        return None
    for path in holding:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            return worry("secret-open", file=path.absolute(), quoted=shlex.quote(str(path.absolute())))
    return fine("secret-closed", file=holding[0].absolute())


def _holds_secret(path: Path) -> bool:
    try:
        return "DISCUSS_SECRET_KEY" in path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
