"""`discuss init` at a terminal and elsewhere: what it asks, what it makes, and that it may be repeated."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from discuss.config import load_settings
from discuss.domain.settings import load_settings as load_site_settings
from discuss.services import sites
from discuss.store.engine import open_engine
from tests.serving import ROOT
from tests.terminals import talk

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.servers

INIT = (sys.executable, "-m", "discuss", "init")
_LINK = re.compile(r"https?://\S+/welcome/\S+")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name == "PATH"}
    return kept | {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TZ": "Europe/Berlin", "LANG": "de_DE.UTF-8"}


def run(*words: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*INIT, *words), cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def load_everything(tmp_path: Path) -> tuple[list[str], list[str]]:
    engine = open_engine(f"sqlite:///{tmp_path / 'data' / 'discuss.sqlite3'}")
    with Session(engine) as session:
        blogs = [
            f"{site.name} · {site.title} · {site.base_url} · {settings.language} · {settings.timezone}"
            for site in sites.list_sites(session)
            for settings in [load_site_settings(site.settings)]
        ]
        people = [
            f"{user.email} · {user.name} · {role} of {site}{' · administrator' if user.is_admin else ''}"
            for user, site, role in sites.list_users(session)
        ]
    engine.dispose()
    return blogs, people


def test_enter_takes_every_guess(tmp_path: Path, env: dict[str, str]) -> None:
    code, said = talk(INIT, [""] * 5, cwd=tmp_path, env=env)
    assert code == 0, said
    assert _LINK.findall(said)[0].startswith("http://127.0.0.1:8000/welcome/")
    assert load_everything(tmp_path) == (
        ["blog · My Blog · http://localhost · de · Europe/Berlin"],
        ["owner@blog.example · Owner · owner of blog · administrator"],
    )
    assert not (tmp_path / "data" / "setup").exists()


def test_answers_are_taken_and_wrong_ones_asked_again(tmp_path: Path, env: dict[str, str]) -> None:
    answers = ["ftp://x", "nothing.invalid", "  Town   Talk ", "talk", "https://talk.nothing.invalid/"]
    answers += ["nobody", "ann@town.example", "Mars/Base", "Europe/Vienna"]
    code, said = talk(INIT, answers, cwd=tmp_path, env=env)
    assert code == 0, said
    assert said.count("Error:") == 4
    assert load_everything(tmp_path) == (
        ["nothing · Town Talk · https://nothing.invalid · de · Europe/Vienna"],
        ["ann@town.example · Ann · owner of nothing · administrator"],
    )
    assert (
        load_settings({"DISCUSS_DATA_DIR": str(tmp_path / "data")}, directory=tmp_path).base_url
        == "https://talk.nothing.invalid"
    )
    assert stat.S_IMODE((tmp_path / "data" / ".env").stat().st_mode) == 0o600
    assert _LINK.findall(said)[0].startswith("https://talk.nothing.invalid/welcome/")
    written = {path.name: path.read_text() for path in (tmp_path / "data" / "setup").iterdir()}
    assert set(written) == {"discuss.service", "nginx.conf", "Caddyfile", "apache.conf"}
    assert all("talk.nothing.invalid" in written[name] for name in written if name != "discuss.service")
    assert str(tmp_path / "data") in written["discuss.service"]


def test_it_may_be_repeated(tmp_path: Path, env: dict[str, str]) -> None:
    first = talk(INIT, [""] * 5, cwd=tmp_path, env=env)[1]
    before = load_everything(tmp_path), (tmp_path / "data" / ".env").read_text()
    code, again = talk(INIT, [], cwd=tmp_path, env=env)
    assert code == 0, again
    assert "address of your blog" not in again
    assert (load_everything(tmp_path), (tmp_path / "data" / ".env").read_text()) == before
    assert _LINK.findall(first)
    assert _LINK.findall(again), "the first link may be lost, or too old"


def test_where_nobody_looks_nothing_is_asked(tmp_path: Path, env: dict[str, str]) -> None:
    done = run(cwd=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Ready. The data lies in {tmp_path / 'data'}.\n"
    assert load_everything(tmp_path) == ([], [])


def test_a_program_says_what_it_knows(tmp_path: Path, env: dict[str, str]) -> None:
    words = ("--blog", "https://town.example", "--name", "Town Talk", "--email", "ann@town.example")
    done = run(*words, cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert load_everything(tmp_path)[0] == ["town · Town Talk · https://town.example · de · Europe/Berlin"]
    assert _LINK.findall(done.stdout)[0].startswith("https://comments.town.example/welcome/")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--blog", "nonsense"), "https://town.example"),
        (("--blog", "town.example", "--email", "nobody"), "e-mail"),
        (("--blog", "town.example", "--timezone", "Mars/Base"), "time zone"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_begun(
    tmp_path: Path, env: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    done = run(*words, cwd=tmp_path, env=env)
    assert done.returncode != 0
    assert said in done.stderr
    assert load_everything(tmp_path) == ([], [])
    assert "BASE_URL" not in (tmp_path / "data" / ".env").read_text()
