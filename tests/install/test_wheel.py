"""What somebody gets who never saw the repository: an empty environment and home, no compiler, git, make or Node."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
import requests

import discuss
from tests.demo.running import demo
from tests.serving import ROOT, free_port, serving
from tests.wheels import ABSENT, InstalledServer, make_home

if TYPE_CHECKING:
    from pathlib import Path

    from tests.wheels import Built, Installation, Tools

pytestmark = pytest.mark.servers

BLOG = "https://town.example"
COMMANDS = [("discuss",), ("discuss-comments",), ("python", "-m", "discuss")]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where somebody stands: any folder but the repository."""
    place = tmp_path / "evening"
    place.mkdir()
    return place


@pytest.fixture
def started(installation: Installation, place: Path) -> InstalledServer:
    """An installation with a site, not yet serving."""
    assert str(place / "data") in installation.run(place, "init")
    installation.run(place, "site", "add", "town", "--name", "Town Talk", "--url", BLOG)
    return InstalledServer(place, installation=installation)


def read_files(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_runs_where_its_builders_programs_are_not(installation: Installation, place: Path) -> None:
    path = installation.environment(make_home(place))["PATH"]
    assert [name for name in ABSENT if shutil.which(name, path=path)] == []
    found = installation.run(place, "-c", "import discuss; print(discuss.__file__)", command=("python",))
    assert found.startswith(str(installation.venv))


def test_the_wheel_holds_the_package_and_the_licence(built: Built) -> None:
    files = read_files(built.wheel)
    tracked = subprocess.run(["git", "ls-files", "-z", "discuss"], cwd=ROOT, capture_output=True, check=True).stdout
    expected = {name for name in tracked.decode().split("\0") if name and (ROOT / name).is_file()}
    assert expected <= set(files)
    about = f"discuss_comments-{discuss.__version__}.dist-info"
    assert files[f"{about}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert {name.split("/")[0] for name in files} == {"discuss", about}


def test_the_source_distribution_builds_the_same_wheel(built: Built, tools: Tools, place: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        archive.extractall(place, filter="data")
    (source,) = place.iterdir()
    assert not (source / "tests").exists()
    assert not list(source.rglob("node_modules"))
    tools.run("hatchling", "build", "-t", "wheel", "-d", str(place), cwd=source)
    (wheel,) = place.glob("*.whl")
    assert read_files(wheel) == read_files(built.wheel)


@pytest.mark.parametrize("command", COMMANDS, ids="-".join)
def test_every_way_to_call_it_is_the_same_command(
    installation: Installation, place: Path, command: tuple[str, ...]
) -> None:
    assert discuss.__version__ in installation.run(place, "--version", command=command)
    said = installation.run(place, "--help", command=command)
    assert {"init", "serve", "demo"} <= set(re.findall(r"^  (\w+) ", said, re.MULTILINE))


def test_init_keeps_everything_in_one_folder_and_may_be_repeated(installation: Installation, place: Path) -> None:
    for _ in range(2):
        assert str(place / "data") in installation.run(place, "init")
    assert {path.name for path in place.iterdir()} == {"data"}
    assert list(make_home(place).iterdir()) == []


def test_it_serves_comments_the_embed_and_pages(started: InstalledServer) -> None:
    with serving(started):
        post: dict[str, Any] = {"url": f"{BLOG}/seeds", "body": "I bring *beans*.", "author": {"name": "Ruth"}}
        api = f"{started.url}/api/v1/sites/town/comments"
        assert requests.post(api, json=post, headers={"Origin": BLOG}, timeout=30).status_code == 202
        assert requests.get(api, params={"thread": "/seeds"}, timeout=30).json()["thread"]["count"] == 0
        assert "discuss-thread" in requests.get(f"{started.url}/embed.js", timeout=30).text
        for path in ("/t/town?url=/seeds", "/moderate/", "/api/v1/docs"):
            assert requests.get(f"{started.url}{path}", timeout=30).status_code == 200, path
    assert str(started.data / "data") in started.log
    assert list(make_home(started.data).iterdir()) == []


def test_the_demonstration_answers_on_both_origins(installation: Installation, place: Path) -> None:
    command = [str(installation.discuss)]
    with demo(place, free_port(), command, installation.environment(make_home(place))) as (process, addresses):
        assert f'src="{addresses["service"]}/embed.js"' in requests.get(f"{addresses['blog']}/seeds", timeout=30).text
        api = f"{addresses['service']}/api/v1/sites/town/comments"
        page = json.loads(requests.get(api, params={"thread": "/footbridge"}, timeout=30).text)
        assert page["thread"]["count"] >= 55
    assert process.returncode == 0
