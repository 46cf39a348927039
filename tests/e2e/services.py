"""The real `discuss serve` for the browser, which tests may stop and start again."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from discuss.config import load_settings
from discuss.demo.service import running_service
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Role
from discuss.services import comments, sites
from discuss.services.identity import Visitor
from discuss.services.instance import Instance, build_instance
from discuss.store.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Service:
    """The service on SQLite in `data`, always on the same port."""

    data: Path
    port: int = field(default_factory=free_port)
    running: ExitStack | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.running = ExitStack()
        self.running.enter_context(running_service(self.data, self.port))

    def stop(self) -> None:
        if self.running:
            self.running.close()
        self.running = None

    @contextmanager
    def house(self) -> Iterator[tuple[Session, Instance]]:
        """Open the database beside the running service."""
        settings = load_settings({"DISCUSS_DATA_DIR": str(self.data)}, directory=self.data)
        engine = open_engine(settings.database)
        with Session(engine, expire_on_commit=False) as session:
            yield session, build_instance(settings)
        engine.dispose()

    def add_site(self, name: str, blog: str, **changes: str) -> None:
        """Register a site that publishes at once and knows no rules and limits, unless `changes` says otherwise."""
        wanted = {"premoderation": "none", "rules": "off", "posts_limit": "off"} | changes
        with self.house() as (session, instance):
            sites.add_site(session, instance, sites.NewSite(name, "The Blog", blog))
            sites.set_site(session, name, wanted)

    def set_site(self, name: str, **changes: str) -> None:
        with self.house() as (session, _):
            sites.set_site(session, name, changes)

    def add_member(self, site: str, name: str) -> None:
        with self.house() as (session, instance):
            user = sites.add_user(session, instance, f"{site}@team.example", name)
            sites.set_role(session, user.email, site, Role.MODERATOR)

    def say(self, site: str, url: str, *said: Said) -> list[int]:
        """Post comments of other readers; gives their ids."""
        with self.house() as (session, instance):
            return [
                _post(session, instance, comments.Post(site=site, draft=each.draft(url), visitor=_VISITOR))
                for each in said
            ]


@dataclass(frozen=True, slots=True)
class Said:
    body: str
    name: str = "Somebody else"
    parent: int | None = None
    website: str | None = None

    def draft(self, url: str) -> Draft:
        return Draft(url=url, body=self.body, name=self.name, parent=self.parent, website=self.website)


_VISITOR = Visitor(address="203.0.113.9", reader_key="ab" * 16)


def _post(session: Session, instance: Instance, post: comments.Post) -> int:
    return comments.post_comment(session, instance, post).comment.id
