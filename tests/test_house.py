"""The promises of the README and of the house's paper: commands, links, locks, files and names."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

import discuss
from discuss.cli import command

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
PAPERS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LOCKS = ("requirements.txt", "requirements-dev.txt", "embed/package-lock.json")
_LINK = re.compile(r"(?:(?<!\\)\]\(|<img src=\")([^)\s\"]+)")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def anchors(paper: str) -> set[str]:
    """Give the anchors of a paper's headings, as code hosts make them."""
    titles = re.findall(r"^#+ (.+)$", paper, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_first_screen_of_the_readme_names_the_commands(target: str) -> None:
    assert f"make {target}" in "\n".join(README.splitlines()[:30])


def test_the_readme_shows_what_it_is_about() -> None:
    assert re.search(r"!\[[^]]{20,}\]\(docs/images/[\w-]+\.png\)", README)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_links_lead_somewhere(paper: Path) -> None:
    text = re.sub(r"^```.*?^```", "", paper.read_text(), flags=re.DOTALL | re.MULTILINE)
    for link in _LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = paper.parent / path if path else paper
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text()), link


def test_every_command_of_make_that_the_papers_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    named = {name for paper in PAPERS for name in re.findall(r"`make ([a-z-]+)", paper.read_text())}
    assert named <= targets
    assert {"demo", "test", "check", "soak", "bench", "lint", "types", "help"} <= targets


def test_the_snippet_of_the_readme_is_the_one_that_is_tested() -> None:
    assert '<script async src="https://comments.example/embed.js" data-site="town"></script>' in README
    assert (
        '<discuss-thread><a href="https://comments.example/town/here" '
        'referrerpolicy="no-referrer-when-downgrade">Read and write comments</a></discuss-thread>'
    ) in README


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == discuss.__version__
    assert "## Unreleased" in CHANGELOG or f"## {discuss.__version__}" in CHANGELOG


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_registry_and_carry_hashes(name: str) -> None:
    lock = (ROOT / name).read_text()
    packages = len(re.findall(r'^(?:\S+==|    "node_modules/)', lock, re.MULTILINE))
    hashes = len(re.findall(r"sha(?:256|512)[:-]", lock))
    assert packages
    assert hashes >= packages
    assert "registry." not in lock
    assert "pypi" not in lock.replace("pypi.org/project", "")


def test_no_file_tells_of_the_machine_it_was_made_on() -> None:
    words = [
        re.escape(word) for word in ("/" + "work/", "/" + "root/", "registry." + "npmjs", "files.pytho" + "nhosted")
    ]
    told = re.compile("|".join(words).encode())
    assert [str(path.relative_to(ROOT)) for path in tracked() if told.search(path.read_bytes())] == []


def test_pictures_are_small() -> None:
    for picture in (ROOT / "docs" / "images").glob("*"):
        assert picture.stat().st_size < 200_000, picture.name


def walk(group: click.Command, name: str = "discuss") -> list[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        return [(name, group)]
    return [found for each, inner in group.commands.items() for found in walk(inner, f"{name} {each}")]


@pytest.mark.parametrize(("name", "inner"), walk(command))
def test_the_help_of_every_command_has_an_example(name: str, inner: click.Command) -> None:
    assert f"Example: {name}" in (inner.help or "")


def test_there_is_one_exit_to_the_network() -> None:
    modules = r"urllib\.request|http\.client import .*Connection|requests|urllib3|httpx|aiohttp"
    asks = re.compile(rf"^\s*(?:import|from) (?:{modules})", re.MULTILINE)
    ours = [path for path in sorted((ROOT / "discuss").rglob("*.py")) if asks.search(path.read_text())]
    # The demo waits for the two servers that it started itself.
    assert [str(path.relative_to(ROOT)) for path in ours] == ["discuss/demo/service.py", "discuss/outbound.py"]
