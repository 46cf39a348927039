"""The page to hand over: what is typed on which machine, who is who, and that nothing secret is on it."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from discuss.config import Settings
from discuss.domain.permissions import Actor, Role
from discuss.errors import NotAllowed
from discuss.services import backup_copies, sites
from discuss.services.access import load_actor
from discuss.services.handover import load_handover
from discuss.services.machine import Machine, list_commands, look_around
from discuss.web.handing_over import say_handover
from discuss.web.words import list_languages, load_speech
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

OPERATOR = Actor(is_admin=True)
CANARY = "kanarienvogel"
PLAIN = Machine(
    name="hut",
    user="discuss",
    data_dir=Path("/var/lib/discuss"),
    here=None,
    program=Path("/opt/discuss"),
    unit=False,
    short=False,
    checkout=None,
)
SHOWN = {"mail_from", "sqlite_journal"}
FORMS = {
    "database_url": "postgresql://ann:{}@db.example:5433/comments?password={}&sslpassword={}",
    "database_replica_url": "postgresql://ann:{}@copy.example/comments",
    "base_url": "https://ann:{}@comments.example?key={}",
    "redis_url": "redis://:{}@127.0.0.1:1/0",
    "smtp_url": "smtp://ann:{}@mail.example:587",
    "backup_to": "https://KEY{}:{}@s3.example/bucket/town?region={}",
}


def fill_with_canaries(settings: Settings) -> Settings:
    """Put a canary into every text of the settings, in those that are made later too."""
    names = [field.name for field in fields(Settings) if field.type == "str" and field.name not in SHOWN]
    values: dict[str, Any] = {name: FORMS.get(name, "{}").replace("{}", CANARY) for name in names}
    filled = replace(settings, **values)
    assert repr(filled).count(CANARY) >= 12
    return filled


def say_all(session: Session, instance: Instance, language: str = "en") -> str:
    title, sections = say_handover(load_handover(session, instance, OPERATOR), language)
    lines = [text for section in sections for line in section.lines for text in (f"{line.label}:", *line.lines)]
    return "\n".join([title.unescape(), *(words for section in sections for words in section.words), *lines])


@pytest.mark.parametrize("language", list_languages("handover"))
def test_no_setting_is_on_it_but_the_names_of_those_in_force(
    session: Session, instance: Instance, language: str
) -> None:
    text = say_all(session, replace(instance, settings=fill_with_canaries(instance.settings)), language)
    assert CANARY not in text
    for name in ("DISCUSS_SECRET_KEY", "DISCUSS_SMTP_URL", "DISCUSS_BACKUP_PASSPHRASE", "DISCUSS_METRICS_TOKEN"):
        assert name in text
    assert "DISCUSS_SQLITE_JOURNAL" not in text, "it is as always"
    for fact in (
        *("https://comments.example", "PostgreSQL, comments @ db.example:5433", "https://s3.example/bucket/town"),
        "comments@town.example",
    ):
        assert fact in text


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("sqlite:////srv/talk/discuss.sqlite3", "SQLite, /srv/talk/discuss.sqlite3"),
        ("", "discuss.sqlite3"),
        (f"postgresql://{CANARY}:{CANARY}@/town?host=/run/postgresql", "PostgreSQL, town @ /run/postgresql"),
        (f"postgresql:///town?host=a&host=b&user=ann&password={CANARY}", "PostgreSQL, town @ a, b"),
    ],
)
def test_the_database_is_named_by_kind_and_place(session: Session, instance: Instance, url: str, named: str) -> None:
    text = say_all(session, replace(instance, settings=replace(instance.settings, database_url=url)))
    assert named in text
    assert CANARY not in text


@pytest.mark.parametrize(
    "to", [f"https://K:{CANARY}/x@s3.example/b", f"ftp://K:{CANARY}@x.example/b", f"https://{CANARY}"]
)
def test_a_place_for_copies_that_cannot_be_read_is_not_shown(session: Session, instance: Instance, to: str) -> None:
    assert CANARY not in say_all(session, replace(instance, settings=replace(instance.settings, backup_to=to)))


def test_who_is_who_stands_there(session: Session, instance: Instance, site: Site) -> None:
    for name, role in (("ann", Role.OWNER), ("mo", Role.MODERATOR), ("cy", Role.CONTRIBUTOR), ("ida", None)):
        sites.add_user(session, instance, f"{name}@team.example", name.title())
        if role:
            sites.set_role(session, f"{name}@team.example", site.name, role)
    sites.set_admin(session, "ida@team.example", is_admin=True)
    sites.add_site(session, instance, sites.NewSite("village", "Village", "https://village.example"))
    backup_copies.note_taken(session, instance, "/mnt/other-disk/x.zip")
    text = say_all(session, instance)
    assert "Looks after the service:\nIda <ida@team.example>\n" in text
    team = "Owner: Ann <ann@team.example>\nLooks after the comments: Mo <mo@team.example>\n"
    assert f"Town Talk (town):\nhttps://town.example\n{team}" in text
    assert "Village (village):\nhttps://village.example\nNobody owns it.\n" in text
    assert "Cy" not in text
    assert "/mnt/other-disk/x.zip" in text


def test_it_is_for_administrators(session: Session, instance: Instance, site: Site) -> None:
    user = sites.add_user(session, instance, "ann@team.example", "Ann")
    sites.set_role(session, user.email, site.name, Role.OWNER)
    with pytest.raises(NotAllowed):
        load_handover(session, instance, load_actor(session, user.id))


def test_names_of_blogs_and_people_stay_text(session: Session, instance: Instance, site: Site) -> None:
    for trick in TRICKS:
        sites.set_site(session, site.name, {"title": trick})
        assert say_all(session, instance)


def lines_of(machine: Machine) -> list[str]:
    return [line for lines in list_commands(machine).values() for line in lines]


def test_where_systemd_starts_it_the_lines_are_those_of_the_papers() -> None:
    commands = list_commands(replace(PLAIN, unit=True, short=True))
    upgrading = (Path(__file__).parents[2] / "docs" / "upgrading.md").read_text()
    assert "\n".join(commands["update"]) in upgrading
    assert commands["start"] == ("sudo systemctl start discuss",)
    assert commands["restore"] == ("sudo discuss restore FILE", "sudo systemctl start discuss")
    assert "sudo journalctl -u discuss -e" in commands["look"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda m: m, "/opt/discuss/bin/pip install --upgrade discuss-comments"),
        (lambda m: m, "DISCUSS_DATA_DIR=/var/lib/discuss /opt/discuss/bin/discuss serve"),
        (
            lambda m: replace(m, here=Path("/srv/my talk")),
            (
                "cd '/srv/my talk' && DISCUSS_DATA_DIR=/var/lib/discuss "
                "/opt/discuss/bin/discuss backup --to /mnt/other-disk"
            ),
        ),
        (
            lambda m: replace(m, data_dir=Path("/srv/a$(b)")),
            "DISCUSS_DATA_DIR='/srv/a$(b)' /opt/discuss/bin/discuss doctor",
        ),
        (
            lambda m: replace(m, program=Path("/srv/pipx/venvs/discuss-comments")),
            "pipx upgrade discuss-comments",
        ),
        (
            lambda m: replace(m, checkout=Path("/src/discuss")),
            "cd /src/discuss && git pull && /opt/discuss/bin/pip install --require-hashes -r requirements.txt",
        ),
    ],
)
def test_elsewhere_they_are_those_of_this_machine(change: Callable[[Machine], Machine], line: str) -> None:
    assert line in lines_of(change(PLAIN))


def test_the_machine_is_looked_at(tmp_path: Path, settings: Settings) -> None:
    assert not look_around(settings, tmp_path).unit
    for path in ("etc/systemd/system/discuss.service", "usr/local/bin/discuss"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()
    machine = look_around(settings, tmp_path)
    assert (machine.unit, machine.short) == (True, True)
    assert machine.data_dir == settings.data_dir


@pytest.mark.parametrize("language", list_languages("handover"))
def test_every_language_says_everything(language: str) -> None:
    english, other = load_speech("handover", "en"), load_speech("handover", language)
    assert other.words.keys() == english.words.keys()
    for word, phrase in english.words.items():
        assert sorted(re.findall(r"{\w+}", other.words[word])) == sorted(re.findall(r"{\w+}", phrase)), word
    assert {f"do_{name}" for name in list_commands(PLAIN)} <= english.words.keys()
