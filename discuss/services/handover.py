"""What somebody needs who takes over the installation: where it is, who is who, what to renew; nothing that is secret.

Everything is named one by one here. What a setting holds is never given as it is: an address may carry a password.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from discuss import __version__
from discuss.config import PREFIX, Settings, find_env_files
from discuss.domain.permissions import Role
from discuss.domain.places import parse_place
from discuss.errors import SetupError
from discuss.services.access import check_runs
from discuss.services.backup_copies import list_kept
from discuss.services.backups import FOLDER
from discuss.services.machine import look_around
from discuss.store.looking import find_file
from discuss.store.queries import blogs as queries, copies, people
from discuss.store.session import reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.backup_copies import Kept
    from discuss.services.instance import Instance
    from discuss.services.machine import Machine
    from discuss.store.tables import Site

_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, by name and address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    name: str
    title: str
    base_url: str
    owners: tuple[Someone, ...]
    moderators: tuple[Someone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Where backups lie. `to`: where each night's goes as well; `newest` of those here; `left`: the last that left."""

    folder: str
    to: str | None
    newest: Kept | None
    left: tuple[int, str] | None
    is_locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """`mail_from`: empty where no mail is set up. `variables`: the names of what is set, `files`: where it stands."""

    at: int
    version: str
    address: str
    host: str
    is_secure: bool
    machine: Machine
    database: str
    copies: Copies
    admins: tuple[Someone, ...]
    blogs: tuple[Blog, ...]
    mail_from: str
    variables: tuple[str, ...]
    files: tuple[str, ...]


def load_handover(session: Session, instance: Instance, actor: Actor) -> Handover:
    """Put it together. Raises NotAllowed."""
    with reading(session):
        check_runs(session, actor)
        admins = tuple(Someone(user.name, user.email) for user in people.list_admins(session))
        blogs = _list_blogs(session)
        last = copies.find_last_copy(session)
        left = (last.at, last.place) if last else None
    settings, now = instance.settings, instance.clock()
    return Handover(
        at=now,
        version=__version__,
        address=_bare(settings.base_url),
        host=urlsplit(settings.base_url).hostname or "",
        is_secure=settings.is_secure,
        machine=look_around(settings),
        database=_name_database(settings),
        copies=_view_copies(instance, left),
        admins=admins,
        blogs=blogs,
        mail_from=settings.mail_from if settings.can_mail else "",
        variables=_list_set(settings),
        # Both places are one where the service runs in its data directory.
        files=tuple(dict.fromkeys(str(path.absolute()) for path in find_env_files(settings) if path.exists())),
    )


def _list_blogs(session: Session) -> tuple[Blog, ...]:
    team: dict[tuple[int, str], list[Someone]] = {}
    for site_id, user, role in queries.list_team(session):
        team.setdefault((site_id, role), []).append(Someone(user.name, user.email))

    def view(site: Site) -> Blog:
        return Blog(
            name=site.name,
            title=site.title,
            base_url=site.base_url,
            owners=tuple(team.get((site.id, Role.OWNER), ())),
            moderators=tuple(team.get((site.id, Role.MODERATOR), ())),
        )

    return tuple(view(site) for site, _ in queries.list_blogs(session))


def _view_copies(instance: Instance, left: tuple[int, str] | None) -> Copies:
    settings, kept = instance.settings, list_kept(instance)
    return Copies(
        folder=str((settings.data_dir / FOLDER).absolute()),
        to=_name_place(settings.backup_to),
        newest=kept[0] if kept else None,
        left=left,
        is_locked=bool(settings.backup_passphrase),
    )


def _name_place(to: str) -> str | None:
    """Name where copies go, without the key of a store."""
    try:
        return str(parse_place(to)) if to else None
    except SetupError:
        return None


def _name_database(settings: Settings) -> str:
    """Name kind and place of the database. Of an address only the parts that are none of a password's."""
    url = make_url(settings.database)
    kind = _KINDS.get(url.get_backend_name(), url.get_backend_name())
    file = find_file(settings.database)
    if file:
        return f"{kind}, {file}"
    host = url.host or url.query.get("host") or "localhost"
    place = f"{host if isinstance(host, str) else ', '.join(host)}{f':{url.port}' if url.port else ''}"
    return f"{kind}, {url.database or ''} @ {place}"


def _bare(address: str) -> str:
    """Give an address without a name and a password in it."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _list_set(settings: Settings) -> tuple[str, ...]:
    usual = Settings()
    return tuple(
        f"{PREFIX}{field.name.upper()}"
        for field in fields(Settings)
        if getattr(settings, field.name) != getattr(usual, field.name)
    )
