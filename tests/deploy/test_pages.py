"""docs/install: the lines to paste are those of `deploy/`; every page tells how to see it work and how to undo it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.deploy.examples import FOLDER

PAPERS = Path(__file__).parents[2] / "docs" / "install"
LINES = {
    "debian.md": ["discuss", "discuss.service", "Caddyfile"],
    "caddy.md": ["Caddyfile"],
    "nginx.md": ["nginx.conf"],
    "apache.md": ["apache.conf"],
    "sub-path.md": ["nginx-sub-path.conf", "caddy-sub-path.conf", "apache-sub-path.conf"],
    "passenger.md": ["passenger_wsgi.py", "crontab"],
}
PAGES = [*LINES, "raspberry-pi.md"]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_OF_THE_PANEL = "PassengerEnabled on\n"  # a web host's own file, which no server of ours reads


def read(page: str) -> str:
    return (PAPERS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, names in LINES.items() for name in names])
def test_a_page_has_the_lines_that_were_tried(page: str, name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") in read(page)


@pytest.mark.parametrize("page", LINES)
def test_a_page_has_no_other_lines_for_a_server(page: str) -> None:
    tried = {path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    found = [text for kind, text in _BLOCK.findall(read(page)) if kind not in {"sh", "text"}]
    assert [text for text in found if text not in tried and not text.startswith(_OF_THE_PANEL)] == []


def test_all_files_are_on_some_page() -> None:
    assert {name for names in LINES.values() for name in names} == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_ends_with_how_to_see_it_and_how_to_undo_it(page: str) -> None:
    titles = re.findall(r"^## (.+)$", read(page), re.MULTILINE)
    assert "How to see that it works" in titles
    assert titles[-1] == "How to get rid of it again"


def test_the_first_page_leads_to_all_others() -> None:
    first = read("README.md")
    assert [
        path.name for path in PAPERS.glob("*.md") if path.name != "README.md" and f"({path.name})" not in first
    ] == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_complete(page: str) -> None:
    """No command waits to be finished by somebody who knows: no `...`, no `<name>`, no prompt to be taken off."""
    commands = [text for kind, text in _BLOCK.findall(read(page)) if kind == "sh"]
    assert commands
    assert [text for text in commands if re.search(r"\.\.\.|<[a-z-]+>|^\$ ", text, re.MULTILINE)] == []
