"""Settings of one installation: a frozen value read from `DISCUSS_*` variables and a `.env` file."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from discuss.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "DISCUSS_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is the same for every site of this installation. docs/settings.md says what each is for."""

    data_dir: Path = Path("data")
    database_url: str = ""
    database_replica_url: str = ""
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    redis_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    outbound_allow: tuple[IPv4Network | IPv6Network, ...] = ()
    metrics_token: str = ""

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
    environ = os.environ if environ is None else environ
    here = _read_env_file((directory or Path.cwd()) / ".env")
    given = here | {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    data_dir = Path(given.get("DISCUSS_DATA_DIR") or "data")
    given = _read_env_file(data_dir / ".env") | given
    return _build_settings(given | {"DISCUSS_DATA_DIR": str(data_dir)})


def _build_settings(given: Mapping[str, str]) -> Settings:
    known = {PREFIX + field.name.upper(): field.name for field in fields(Settings)}
    values: dict[str, object] = {}
    for name, value in given.items():
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            raise SetupError(f"{name} is not a setting of discuss. Known are: {', '.join(sorted(known))}.")
        values[known[name]] = _convert(name, known[name], value.strip())
    return Settings(**values)  # type: ignore[arg-type]


def _convert(name: str, field: str, value: str) -> object:
    if field == "data_dir":
        return Path(value)
    if field in {"trusted_proxies", "outbound_allow"}:
        return tuple(_network(name, part) for part in _split(value))
    if field == "base_url":
        if not value.startswith(("http://", "https://")):
            raise SetupError(f"{name} must start with http:// or https://, not {value!r}.")
        return value.rstrip("/")
    return value


def _split(value: str) -> list[str]:
    return value.replace(",", " ").split()


def _network(name: str, text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise SetupError(f"{name} must list addresses or networks, like 10.0.0.0/8: {text!r} is none.") from error


def _read_env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines; quotes around a value are taken off, `#` starts a comment line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#"))
    found = {name.removeprefix("export ").strip(): value.strip().strip("\"'") for name, value in pairs}
    return {name: value for name, value in found.items() if name.startswith(PREFIX)}
