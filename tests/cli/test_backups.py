"""`discuss backup` and `discuss restore` as one types them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session

from discuss import __version__
from discuss.cli import command
from discuss.errors import SetupError
from discuss.services import backups
from discuss.services.instance import build_instance
from discuss.store.engine import open_engine
from tests.store.old_tables import undo_search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result
    from sqlalchemy import Engine

    from discuss.config import Settings
    from discuss.store.tables import Site

    Call = Callable[..., Result]


def test_what_is_backed_up_on_one_machine_comes_up_on_another(
    call: Call, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = call("backup", "--to", str(tmp_path / "disk"))
    assert (said.exit_code, said.exception) == (0, None)
    assert "1 sites, 0 discussions, 0 comments" in said.output
    (path,) = (tmp_path / "disk").iterdir()
    assert call("backup", str(path), "--check").output.startswith(f"{path} is whole: 1 sites")
    new = tmp_path / "new"
    new.mkdir()
    monkeypatch.chdir(new)
    runner = CliRunner()
    restored = runner.invoke(command, ["restore", str(path)])
    assert (restored.exit_code, restored.exception) == (0, None), restored.output
    assert "1 sites" in restored.output
    listed = runner.invoke(command, ["site", "list"])
    assert site.name in listed.output
    again = runner.invoke(command, ["restore", str(path)])
    assert isinstance(again.exception, SetupError)


def test_a_backup_without_a_name_lies_in_the_data_directory(call: Call, settings: Settings) -> None:
    said = call("backup")
    (path,) = (settings.data_dir / "data" / backups.FOLDER).iterdir()
    assert str(path) in said.output
    assert re.fullmatch(r"discuss-\d{4}-\d\d-\d\dT\d{6}Z\.zip", path.name)


@pytest.mark.parametrize("words", [("backup", "a.zip", "--to", "b"), ("backup", "--check")])
def test_what_makes_no_sense_is_wrong_use(call: Call, words: tuple[str, ...]) -> None:
    assert call(*words).exit_code == 2


def test_a_file_that_is_no_backup_is_named(call: Call, settings: Settings) -> None:
    (settings.data_dir / "letter.zip").write_text("Dear all")
    for words in (("backup", "letter.zip", "--check"), ("restore", "letter.zip"), ("restore", "nowhere.zip")):
        error = call(*words).exception
        assert isinstance(error, SetupError)
        assert words[1] in error.detail if words[0] == "restore" else "letter.zip" in error.detail


def test_before_an_update_everything_is_kept_as_it_was(
    call: Call, site: Site, engine: Engine, settings: Settings
) -> None:
    assert site.name == "town"
    folder = settings.data_dir / "data" / backups.FOLDER
    assert call("init").exit_code == 0
    assert not folder.exists(), "nothing changes, so nothing is kept"
    with engine.begin() as connection:
        undo_search(connection)
    said = call("init")
    (path,) = folder.iterdir()
    assert path.name.startswith("before-update-from-0002-")
    assert str(path) in said.output
    assert backups.check_backup(path).revision == "0002"
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() > "0002"


@pytest.fixture
def newer(engine: Engine) -> Iterator[None]:
    """A database that discuss 9.4.0 made."""
    with engine.begin() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("DELETE FROM memo WHERE name = 'release'"))
        connection.execute(text("INSERT INTO memo (name, value) VALUES ('release', '9.4.0')"))
    yield
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": before})
        connection.execute(text("UPDATE memo SET value = :version"), {"version": __version__})


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize(
    "words",
    [("init",), ("serve",), ("backup",), ("jobs", "run", "--once"), ("jobs", "list"), ("site", "list"), ("rerender",)],
)
def test_a_database_of_a_newer_release_is_left_alone_and_the_release_to_install_is_named(
    call: Call, settings: Settings, words: tuple[str, ...]
) -> None:
    error = call(*words).exception
    assert isinstance(error, SetupError)
    assert "The database was made by discuss 9.4.0" in error.detail
    assert "pip install 'discuss-comments>=9.4.0'" in error.detail
    assert not (settings.data_dir / "data" / backups.FOLDER).exists()


@pytest.mark.usefixtures("newer")
def test_nothing_is_restored_into_a_database_of_a_newer_release(
    call: Call, engine: Engine, sqlite_template: Path, settings: Settings, tmp_path: Path
) -> None:
    other = open_engine(f"sqlite:///{sqlite_template}")
    with Session(other) as session:
        backups.make_backup(session, build_instance(settings), tmp_path / "old.zip")
    other.dispose()
    error = call("restore", str(tmp_path / "old.zip")).exception
    assert isinstance(error, SetupError)
    assert "discuss 9.4.0" in error.detail
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
