"""The real nginx, Caddy and Apache as a Debian machine has them, with the lines of `deploy/` pasted in.

Only ports and certificates are others. The blog at town.example is theirs; below /talk it has the service.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from discuss.services.deployment import Kind
from tests.deploy.examples import FILES, FOLDER
from tests.serving import await_true, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.deploy.certificates import Certificate

_PATHS = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
_FROM_CERTBOT = "/etc/letsencrypt/live/comments.example"
# What Debian loads without being asked, as far as it could stand in the way, and what the lines ask for.
_APACHE_MODULES = (
    "mpm_event authz_core alias dir env filter deflate setenvif reqtimeout socache_shmcb ssl proxy proxy_http"
)


@dataclass(frozen=True, slots=True)
class Front:
    """A web server: `folder` holds its configuration and what it says; the services' ports by host."""

    kind: Kind
    folder: Path
    certificate: Certificate
    services: dict[str, int]
    plain: int = field(default_factory=free_port)
    tls: int = field(default_factory=free_port)

    def read_lines(self, name: str, host: str) -> str:
        """Read a file of `deploy/`, with this machine's ports and certificate filled in."""
        lines = (FOLDER / name).read_text(encoding="utf-8")
        changes = {
            "127.0.0.1:8000": f"127.0.0.1:{self.services[host]}",
            f"{_FROM_CERTBOT}/fullchain.pem": str(self.certificate.chain),
            f"{_FROM_CERTBOT}/privkey.pem": str(self.certificate.key),
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ": f"listen 127.0.0.1:{self.tls} ",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "<VirtualHost *:80>": f"<VirtualHost 127.0.0.1:{self.plain}>",
            "<VirtualHost *:443>": f"<VirtualHost 127.0.0.1:{self.tls}>",
            "comments.example {\n": f"comments.example {{\n\ttls {self.certificate.chain} {self.certificate.key}\n",
        }
        for old, new in changes.items():
            lines = lines.replace(old, new)
        return lines

    @property
    def own(self) -> str:
        return self.read_lines(FILES[self.kind], "comments.example")

    @property
    def below(self) -> str:
        return self.read_lines(f"{self.kind}-sub-path.conf", "town.example")

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def serving_front(front: Front) -> Iterator[Front]:
    """Run it in the foreground until the end of the block, then stop it by its process id."""
    command = {Kind.NGINX: _set_up_nginx, Kind.CADDY: _set_up_caddy, Kind.APACHE: _set_up_apache}[front.kind](front)
    environment = os.environ | {"HOME": str(front.folder), "XDG_DATA_HOME": str(front.folder)}
    with (front.folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        await_true(lambda: _listens(front.tls) or process.poll() is not None)
        assert process.poll() is None, front.log
        yield front
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def find_program(name: str) -> str:
    found = shutil.which(name, path=_PATHS)
    assert found, f"There is no {name} here. `make test-deps` installs it."
    return found


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _set_up_nginx(front: Front) -> list[str]:
    folder, names = front.folder, ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in names)
    (folder / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;
events {{ worker_connections 256; }}
http {{
    access_log off; {temporary} gzip on; gzip_types text/css application/json application/javascript;
    server {{
        listen 127.0.0.1:{front.tls} ssl http2;
        server_name town.example;
        ssl_certificate {front.certificate.chain};
        ssl_certificate_key {front.certificate.key};
        root {folder}/blog;
        location ~ \\.(js|css|svg)$ {{ expires 1y; }}
{front.below}
    }}
{front.own}
}}
""")
    return [find_program("nginx"), "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def _set_up_caddy(front: Front) -> list[str]:
    (front.folder / "Caddyfile").write_text(f"""
{{
	admin off
	http_port {front.plain}
	https_port {front.tls}
	default_bind 127.0.0.1
	skip_install_trust
}}
town.example {{
	tls {front.certificate.chain} {front.certificate.key}
	root * {front.folder}/blog
	encode gzip
{front.below}
	file_server
}}
{front.own}
""")
    return [find_program("caddy"), "run", "--config", str(front.folder / "Caddyfile"), "--adapter", "caddyfile"]


def _set_up_apache(front: Front) -> list[str]:
    folder = front.folder
    load = "\n".join(f"LoadModule {name}_module mod_{name}.so" for name in _APACHE_MODULES.split())
    (folder / "apache.conf").write_text(f"""
ServerRoot /usr/lib/apache2/modules
{load}
ServerName localhost
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/server.log
User www-data
Group www-data
Listen 127.0.0.1:{front.plain}
Listen 127.0.0.1:{front.tls}
AddOutputFilterByType DEFLATE text/html text/plain text/css application/javascript application/json image/svg+xml
<VirtualHost 127.0.0.1:{front.tls}>
    ServerName town.example
    DocumentRoot {folder}/blog
    SSLEngine on
    SSLCertificateFile {front.certificate.chain}
    SSLCertificateKeyFile {front.certificate.key}
{front.below}
</VirtualHost>
{front.own}
""")
    return [find_program("apache2"), "-f", str(folder / "apache.conf"), "-D", "FOREGROUND"]
