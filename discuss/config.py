"""Settings of one installation: a frozen value read from `DISCUSS_*` variables and a `.env` file."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from discuss.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "DISCUSS_"
JOURNALS = ("wal", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is the same for every site of this installation. docs/settings.md says what each is for."""

    data_dir: Path = Path("data")
    database_url: str = ""
    database_replica_url: str = ""
    sqlite_journal: str = "wal"
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    redis_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    outbound_allow: tuple[IPv4Network | IPv6Network, ...] = ()
    metrics_token: str = ""
    backup_to: str = ""
    backup_passphrase: str = ""

    @property
    def database(self) -> str:
        """The database's URL; an SQLite file in the data directory if none is named."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'discuss.sqlite3'}"

    @property
    def can_mail(self) -> bool:
        """Whether mail is set up: a server that takes it and an address it comes from."""
        return bool(self.smtp_url and self.mail_from)

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None, directory: Path | None = None) -> Settings:
    """Read the settings from `environ` and from `.env` files.

    One lies in `directory` (default: where the process runs), one in the data directory, which is where
    `discuss init` writes the secret. The environment wins, then the former.

    Raises SetupError, naming the variable, for an unknown or unreadable one.
    """
    settings, complaints = survey_settings(environ, directory)
    if complaints:
        raise SetupError(complaints[0])
    return settings


def survey_settings(
    environ: Mapping[str, str] | None = None, directory: Path | None = None
) -> tuple[Settings, tuple[str, ...]]:
    """Read of the settings what can be read, and say what of the rest is wrong."""
    environ, complaints = os.environ if environ is None else environ, list[str]()
    here = _read_env_file(find_env_files(Settings(), directory)[0], complaints)
    given = here | {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    data_dir = Path(given.get("DISCUSS_DATA_DIR") or "data")
    given = _read_env_file(data_dir / ".env", complaints) | given
    return _build_settings(given | {"DISCUSS_DATA_DIR": str(data_dir)}, complaints), tuple(complaints)


def find_env_files(settings: Settings, directory: Path | None = None) -> tuple[Path, Path]:
    """Give the two places of an `.env` file: where the process runs, and in the data directory."""
    try:
        here = directory or Path.cwd()
    except OSError:  # somebody removed the directory
        here = Path()
    return here / ".env", settings.data_dir / ".env"


def _build_settings(given: Mapping[str, str], complaints: list[str]) -> Settings:
    known = {PREFIX + field.name.upper(): field.name for field in fields(Settings)}
    values: dict[str, object] = {}
    for name, value in given.items():
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            complaints.append(f"{name} is not a setting of discuss. Known are: {', '.join(sorted(known))}.")
            continue
        try:
            values[known[name]] = _convert(name, known[name], value.strip())
        except SetupError as error:
            complaints.append(error.detail)
    return Settings(**values)  # type: ignore[arg-type]


def _convert(name: str, field: str, value: str) -> object:
    if field == "data_dir":
        return Path(value)
    if field in {"trusted_proxies", "outbound_allow"}:
        return tuple(_network(name, part) for part in _split(value))
    if field == "sqlite_journal" and value not in JOURNALS:
        raise SetupError(f"{name} is one of {' and '.join(JOURNALS)}, not {value!r}.")
    if field == "base_url":
        return _check_address(name, value)
    return value


def _check_address(name: str, value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise SetupError(f"{name} must start with http:// or https://, not {value!r}.")
    try:
        is_address = bool(urlsplit(value).hostname) and urlsplit(value).port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise SetupError(f"{name} must be like https://comments.example.org, not {value!r}.")
    return value.rstrip("/")


def _split(value: str) -> list[str]:
    return value.replace(",", " ").split()


def _network(name: str, text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise SetupError(f"{name} must list addresses or networks, like 10.0.0.0/8: {text!r} is none.") from error


def _read_env_file(path: Path, complaints: list[str]) -> dict[str, str]:
    """Read `NAME=value` lines; quotes around a value are taken off, `#` starts a comment line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        complaints.append(f"{path} cannot be read: {error.strerror or error}.")
        return {}
    except UnicodeDecodeError:
        complaints.append(f"{path} cannot be read: it is not a file of text.")
        return {}
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#"))
    found = {name.removeprefix("export ").strip(): value.strip().strip("\"'") for name, value in pairs}
    return {name: value for name, value in found.items() if name.startswith(PREFIX)}
