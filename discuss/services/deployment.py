"""The files that other programs of a machine need to run the service: filled in from templates/deploy, tried by tests.

`deploy/` in the repository holds the same, filled in for `comments.example` and `https://town.example/talk`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from discuss.errors import SetupError

_NAME = r"[A-Za-z0-9._~@+-]"
_LETTERS_OF = {
    "host": re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\Z"),
    "path": re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\Z"),
    "data_dir": re.compile(rf"(?:/{_NAME}+)+\Z"),
    "command": re.compile(rf"(?:/{_NAME}+)+\Z"),
    "user": re.compile(r"[a-z_][a-z0-9_-]{0,31}\Z"),
}
_HOMES = {"home", "root"}
_STATE = PurePosixPath("/var/lib")
_CERTIFICATES = PurePosixPath("/etc/letsencrypt/live")  # where certbot puts them


class Kind(StrEnum):
    """What the lines are for. The web servers' differ below a path: then they belong into the blog's own block."""

    NGINX = "nginx"
    CADDY = "caddy"
    APACHE = "apache"
    SYSTEMD = "systemd"
    COMMAND = "command"  # a script for /usr/local/bin, so that nobody types user and data directory
    PASSENGER = "passenger"
    CRON = "cron"


WEB_SERVERS = (Kind.NGINX, Kind.CADDY, Kind.APACHE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where an installation lies. Raises SetupError for a value that these files cannot carry, in words.

    `host` is the public name, `path` empty or like `/talk`; the rest are absolute paths without white space, the port
    on loopback that `discuss serve` listens on, and the user it runs as.
    """

    host: str
    path: str = ""
    port: int = 8000
    data_dir: str = "/var/lib/discuss"
    command: str = "/opt/discuss/bin/discuss"
    user: str = "discuss"

    def __post_init__(self) -> None:
        for name, letters in _LETTERS_OF.items():
            value = str(getattr(self, name))
            if not letters.match(value):
                said = name.replace("_", " ")
                raise SetupError(f"The {said} {value!r} cannot stand in a configuration file. Choose a plainer one.")
        if not 0 < self.port < 65536:
            raise SetupError(f"A port is a number from 1 to 65535, not {self.port}.")


def locate(base_url: str) -> tuple[str, str]:
    """Give host and path of a public address, as an Installation takes them. Raises SetupError for none."""
    try:
        parts = urlsplit(base_url)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as error:
        raise SetupError(f"{base_url!r} is not the address of a web site.") from error
    return host, parts.path.rstrip("/")


def build_lines(kind: Kind, where: Installation) -> str:
    """Give the content of a file: complete, to be pasted or written as it is, with a line feed at its end."""
    below = "-sub-path" if kind in WEB_SERVERS and where.path else ""
    data, certificates = PurePosixPath(where.data_dir), _CERTIFICATES / where.host
    return (
        _templates()
        .get_template(kind + below)
        .render(
            host=where.host,
            path=where.path,
            port=where.port,
            data_dir=where.data_dir,
            command=where.command,
            user=where.user,
            certificate=certificates / "fullchain.pem",
            certificate_key=certificates / "privkey.pem",
            state_directory=data.relative_to(_STATE) if data.is_relative_to(_STATE) else None,
            is_in_home=any(PurePosixPath(each).parts[1] in _HOMES for each in (where.data_dir, where.command)),
        )
    )


@lru_cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("discuss", "templates/deploy"),
        autoescape=False,  # noqa: S701 - no HTML; an Installation lets nothing in that would mean something else
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
