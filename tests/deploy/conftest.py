"""Fixtures: two services, at a name of its own and below a path of the blog's, and each web server before both."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from discuss.config import load_settings
from discuss.domain.permissions import Role
from discuss.services import sites
from discuss.services.deployment import WEB_SERVERS
from discuss.services.instance import build_instance
from discuss.store.engine import open_engine
from tests.dashboard.moderating import PASSWORD
from tests.deploy.certificates import make_certificate
from tests.deploy.readers import Reader
from tests.deploy.web_servers import Front, serving_front
from tests.serving import LiveServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACES = {"comments.example": "", "town.example": "/talk"}  # paths by hosts
OWNER = "owner@team.example"


@dataclass(frozen=True, slots=True)
class Door:
    """One web server, seen from one of the two places, and the service behind it."""

    front: Front
    service: LiveServer
    host: str

    @property
    def path(self) -> str:
        return PLACES[self.host]

    @property
    def behind(self) -> str:
        """The service's own address, as the web server asks for it."""
        return self.service.url + self.path

    def open_reader(self, address: str = "127.0.0.2") -> Reader:
        return Reader(self.host, self.path, self.front.tls, self.front.certificate.authority, address)

    def open_owner(self) -> Reader:
        """A reader who has signed in by the form."""
        reader = self.open_reader("127.0.0.9")
        answer = reader.send(reader.see("/moderate/-/sign-in"), "/sign-in", email=OWNER, password=PASSWORD)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{self.path}/moderate/"), answer.text
        return reader


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not below pytest's own folder, which a web server's own user may not enter."""
    folder = Path(mkdtemp(prefix="discuss-deploy-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def services(folder: Path) -> Iterator[dict[str, LiveServer]]:
    """The running services by their hosts, each with the site `town` and an owner of it."""
    with ExitStack() as stack:
        found = {host: _build_service(folder / host, f"https://{host}{path}") for host, path in PLACES.items()}
        for server in found.values():
            stack.enter_context(serving(server))
        yield found


def _build_service(data: Path, base_url: str) -> LiveServer:
    data.mkdir()
    server = LiveServer(data, {"DISCUSS_BASE_URL": base_url})
    server.run("init")
    settings = load_settings({"DISCUSS_DATA_DIR": str(data)}, directory=data)
    engine, instance = open_engine(settings.database), build_instance(settings)
    with Session(engine, expire_on_commit=False) as session:
        sites.add_site(session, instance, sites.NewSite("town", "Town Talk", "https://town.example"))
        sites.set_site(session, "town", {"premoderation": "none", "rules": "off", "posts_limit": "off"})
        sites.add_user(session, instance, OWNER, "Olga")
        sites.set_role(session, OWNER, "town", Role.OWNER)
        sites.set_password(session, OWNER, PASSWORD)
    engine.dispose()
    return server


@pytest.fixture(scope="module", params=WEB_SERVERS)
def front(request: pytest.FixtureRequest, folder: Path, services: dict[str, LiveServer]) -> Iterator[Front]:
    own = folder / str(request.param)
    (own / "blog").mkdir(parents=True)
    (own / "blog" / "index.html").write_text("<!doctype html><title>The blog itself</title>")
    certificate = make_certificate(own, *PLACES)
    ports = {host: server.port for host, server in services.items()}
    with serving_front(Front(request.param, own, certificate, ports)) as front:
        yield front


@pytest.fixture(params=PLACES)
def door(request: pytest.FixtureRequest, front: Front, services: dict[str, LiveServer]) -> Door:
    return Door(front, services[request.param], request.param)
