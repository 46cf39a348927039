"""What lies in `deploy/`: the package's templates, filled in. `python -m tests.deploy.examples` writes it anew."""

from __future__ import annotations

from pathlib import Path

from discuss.services.deployment import WEB_SERVERS, Installation, Kind, build_lines

FOLDER = Path(__file__).parents[2] / "deploy"
OWN_NAME = Installation(host="comments.example")
SUB_PATH = Installation(host="town.example", path="/talk")
HOSTED = Installation(
    host="town.example", data_dir="/home/you/discuss/data", command="/home/you/discuss/venv/bin/discuss"
)
FILES = {
    Kind.NGINX: "nginx.conf",
    Kind.CADDY: "Caddyfile",
    Kind.APACHE: "apache.conf",
    Kind.SYSTEMD: "discuss.service",
    Kind.COMMAND: "discuss",
    Kind.PASSENGER: "passenger_wsgi.py",
    Kind.CRON: "crontab",
}


def build_examples() -> dict[str, str]:
    """Give every file of `deploy/` by its name."""
    hosted = {Kind.PASSENGER, Kind.CRON}
    found = {FILES[kind]: build_lines(kind, HOSTED if kind in hosted else OWN_NAME) for kind in Kind}
    return found | {f"{kind}-sub-path.conf": build_lines(kind, SUB_PATH) for kind in WEB_SERVERS}


if __name__ == "__main__":
    for name, lines in build_examples().items():
        (FOLDER / name).write_text(lines, encoding="utf-8")
