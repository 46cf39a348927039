"""Backups that are locked with a passphrase, in the format of age, which other programs open too.

Source: age-encryption.org/v1, of which `pyrage` is an implementation.
"""

from __future__ import annotations

import os
from io import BytesIO
from typing import IO, TYPE_CHECKING

import pyrage

from discuss.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

_BEGINNING = b"age-encryption.org/v1\n"
SUFFIX = ".age"


def seal(path: Path, passphrase: str) -> None:
    """Lock a file where it lies. Nothing of it is there unlocked afterwards."""
    locked = pyrage.passphrase.encrypt(path.read_bytes(), passphrase)
    other = path.with_name(f"{path.name}{SUFFIX}")
    other.unlink(missing_ok=True)
    descriptor = os.open(other, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(locked)
        file.flush()
        os.fsync(file.fileno())
    other.replace(path)


def is_sealed(path: Path) -> bool:
    """Whether a file is locked. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_BEGINNING)) == _BEGINNING


def unseal(path: Path, passphrase: str) -> IO[bytes]:
    """Open a file, locked or not, to be read. Raises OSError, and SetupError for what this passphrase does not open."""
    if not is_sealed(path):
        return path.open("rb")
    if not passphrase:
        raise SetupError(
            f"{path} is locked with a passphrase. Set DISCUSS_BACKUP_PASSPHRASE, or run this at a terminal, which asks."
        )
    try:
        return BytesIO(pyrage.passphrase.decrypt(path.read_bytes(), passphrase))
    except pyrage.DecryptError as error:
        raise SetupError(f"{path} does not open: the passphrase is another one, or the file is damaged.") from error
