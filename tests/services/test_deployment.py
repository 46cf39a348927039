from __future__ import annotations

import configparser
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from discuss.errors import SetupError
from discuss.services.deployment import WEB_SERVERS, Installation, Kind, build_lines, locate
from tests.deploy.examples import FOLDER, OWN_NAME, SUB_PATH, build_examples
from tests.hostile import TRICKS

HERE = Installation(
    host="talk.river.example", port=8123, data_dir="/srv/talk", command="/home/ann/.local/bin/discuss", user="ann"
)
_FIELDS = ("host", "path", "data_dir", "command", "user")
_BREAKERS = [
    "a b",
    "a\nb",
    "/a\n/b",
    "/a;b",
    "/a{b}",
    '/a"b',
    "/a'b",
    "/a%b",
    "/a$b",
    "/a#b",
    "/a\\b",
    "/a`b`",
    "/../é",
]


def test_the_files_of_the_repository_are_those_of_the_package() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert found == build_examples(), "Run `python -m tests.deploy.examples`."


@pytest.mark.parametrize("kind", Kind)
def test_lines_are_filled_in_and_end_with_a_line_feed(kind: Kind) -> None:
    for where in (OWN_NAME, SUB_PATH, HERE):
        lines = build_lines(kind, where)
        assert lines.endswith("\n")
        assert not re.search(r"\{\{|\}\}|\{%|None", lines)


@pytest.mark.parametrize("kind", WEB_SERVERS)
def test_a_web_server_gets_name_path_and_port(kind: Kind) -> None:
    lines = build_lines(kind, HERE)
    assert HERE.host in lines
    assert "127.0.0.1:8123" in lines
    below = build_lines(kind, replace(HERE, path="/a/b"))
    assert "/a/b" in below
    assert below != lines
    assert "comments.example" not in lines + below


def unit_of(where: Installation) -> dict[str, str]:
    parser = configparser.RawConfigParser(strict=False, delimiters="=")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(build_lines(Kind.SYSTEMD, where))
    return dict(parser["Service"])


def test_the_unit_names_user_data_and_command() -> None:
    unit = unit_of(HERE)
    assert unit["User"] == "ann"
    assert unit["ExecStart"] == "/home/ann/.local/bin/discuss serve --port 8123"
    assert unit["Environment"] == "DISCUSS_DATA_DIR=/srv/talk"


def test_the_unit_lets_the_service_write_where_its_data_lies() -> None:
    assert unit_of(OWN_NAME)["StateDirectory"] == "discuss"
    assert "StateDirectory" not in unit_of(HERE)
    assert "ReadWritePaths=/srv/talk\n" in build_lines(Kind.SYSTEMD, HERE)


@pytest.mark.parametrize(
    ("command", "data", "home"),
    [
        ("/opt/discuss/bin/discuss", "/var/lib/discuss", "yes"),
        ("/home/ann/.local/bin/discuss", "/var/lib/discuss", "read-only"),
        ("/usr/local/bin/discuss", "/" + "root/data", "read-only"),
    ],
)
def test_homes_are_hidden_unless_something_of_ours_lies_there(command: str, data: str, home: str) -> None:
    assert unit_of(replace(HERE, command=command, data_dir=data))["ProtectHome"] == home


@pytest.mark.parametrize("field", _FIELDS)
def test_nothing_that_would_mean_something_else_gets_into_a_file(field: str) -> None:
    for value in (*_BREAKERS, *TRICKS):
        changes: dict[str, Any] = {field: value}
        with pytest.raises(SetupError, match="plainer"):
            replace(HERE, **changes)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_is_a_port(port: int) -> None:
    with pytest.raises(SetupError, match="port"):
        replace(HERE, port=port)


@pytest.mark.parametrize("path", ["/", "/talk/", "talk", "/..", "/a/../b", "/.git"])
def test_a_path_is_plain(path: str) -> None:
    with pytest.raises(SetupError):
        replace(HERE, path=path)


@pytest.mark.parametrize(
    ("base_url", "place"),
    [
        ("https://comments.example", ("comments.example", "")),
        ("https://Town.Example/talk/", ("town.example", "/talk")),
        ("https://gemüse.example/a/b", ("xn--gemse-mva.example", "/a/b")),
        ("https://comments.example:8443", ("comments.example", "")),
    ],
)
def test_a_public_address_says_name_and_path(base_url: str, place: tuple[str, str]) -> None:
    assert locate(base_url) == place
    host, path = place
    assert Installation(host=host, path=path).host == host


@pytest.mark.parametrize("base_url", ["https://", "https://[::1", f"https://{'a' * 70}.example"])
def test_what_is_no_address_is_said_to_be_none(base_url: str) -> None:
    with pytest.raises(SetupError):
        Installation(host=locate(base_url)[0])


def test_hosted_files_name_the_data() -> None:
    where = replace(HERE, data_dir="/home/you/data", command="/home/you/venv/bin/discuss")
    assert '"DISCUSS_DATA_DIR": "/home/you/data"' in build_lines(Kind.PASSENGER, where)
    line = build_lines(Kind.CRON, where)
    assert line.count("\n") == 1
    assert "/home/you/venv/bin/discuss jobs run --once" in line


def test_the_state_directory_may_lie_deeper() -> None:
    where = replace(OWN_NAME, data_dir="/var/lib/blogs/town")
    assert unit_of(where)["StateDirectory"] == str(PurePosixPath("blogs/town"))
