"""The files for systemd and the web server that `discuss init` leaves in the data directory, filled in."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from discuss.services.deployment import Installation, Kind, build_lines, locate

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "setup"
# Each with the place where Debian looks for it.
_FILES = {
    Kind.SYSTEMD: ("discuss.service", "/etc/systemd/system/"),
    Kind.NGINX: ("nginx.conf", "/etc/nginx/conf.d/"),
    Kind.CADDY: ("Caddyfile", "/etc/caddy/Caddyfile"),
    Kind.APACHE: ("apache.conf", "/etc/apache2/sites-available/"),
}


def write_lines(data_dir: Path, service: str) -> Iterator[tuple[Path, str]]:
    """Write each file, and give it with the place where it belongs. Raises SetupError for what it cannot carry."""
    host, path = locate(service)
    where = Installation(
        host=host,
        path=path,
        data_dir=str(data_dir.absolute()),
        command=str(_find_command()),
        user=getpass.getuser(),
    )
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for kind, (name, place) in _FILES.items():
        (folder / name).write_text(build_lines(kind, where), encoding="utf-8")
        yield folder / name, place


def _find_command() -> Path:
    """Give where `discuss` is, whatever it was called by."""
    called = Path(sys.argv[0]).absolute()
    return called if called.name == "discuss" else Path(sys.prefix) / "bin" / "discuss"
