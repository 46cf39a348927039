"""A small town with a team, a clock that is moved by hand, and readers whose comments wait."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.permissions import Role
from discuss.jobs import run_due
from discuss.services import access, comments, moderation, reactions, sites
from discuss.services.identity import Visitor
from discuss.services.moderation import Decision, Item
from discuss.services.reactions import FlagReason, Report
from discuss.store.queries.sites import find_user
from discuss.store.session import reading
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance

NOW = 1_800_000_000_000
MINUTE = 60_000
TITLES = (
    "Town\r\nBcc: eve@example.org\r\n\r\nHello",
    "Town\u2028Bcc: eve@example.org\u2029x",
    "=?utf-8?q?Town=0D=0ABcc:_eve@example.org?=",
    "{site.__class__} {0} %s <script>alert(1)</script>",
    "“Stadt” \u202egespräch, größer; <eve@example.org>",
    "x" * 300,
)
CANARY = "canary-7f3a"
"""Stands in everything that a reader says, and in nothing that a team is told."""


@dataclass
class Watched:
    """The site `town`, all of whose comments wait."""

    session: Session
    instance: Instance
    now: int = NOW
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.instance = replace(self.instance, clock=lambda: self.now)
        changes = {"premoderation": "all", "posts_limit": "off", "rules": "off", "monday": "off"}
        sites.set_site(self.session, "town", changes)

    def join(self, name: str, role: Role = Role.OWNER, site: str = "town") -> Actor:
        email = f"{name.lower()}@team.example"
        with reading(self.session):
            is_known = find_user(self.session, email) is not None
        if not is_known:
            sites.add_user(self.session, self.instance, email, name)
        sites.set_role(self.session, email, site, role)
        return self.actor(name)

    def actor(self, name: str) -> Actor:
        with reading(self.session):
            user = find_user(self.session, f"{name.lower()}@team.example")
            assert user is not None
            number = user.id
        return access.load_actor(self.session, number)

    def post(self, body: str = "speaks", site: str = "town") -> int:
        """Post as a new reader."""
        number = next(self.numbers)
        draft = Draft(
            url=f"https://{site}.example/{CANARY}",
            title=f"A page {CANARY}",
            body=f"{body} {CANARY} {number} https://{CANARY}.example",
            name=f"Ann {CANARY} {number}",
            email=f"{CANARY}-{number}@example.org",
        )
        visitor = Visitor(address=f"203.0.{number >> 8 & 255}.{number & 255}", reader_key=f"{number:032x}")
        return comments.post_comment(
            self.session, self.instance, comments.Post(site=site, draft=draft, visitor=visitor)
        ).comment.id

    def flag(self, comment: int, reason: FlagReason = FlagReason.SPAM) -> None:
        number = next(self.numbers)
        visitor = Visitor(address=f"198.51.{number >> 8 & 255}.{number & 255}", reader_key=f"{number:032x}")
        report = Report(reason=reason, note=f"{CANARY} said {number}")
        reactions.add_flag(self.session, self.instance, comment, visitor, report)

    def decide(self, actor: Actor, comment: int, deed: Deed = Deed.APPROVE) -> None:
        self.session.rollback()
        version = self.session.get_one(Comment, comment, populate_existing=True).version
        moderation.decide(self.session, self.instance, actor, Decision(items=[Item(comment, version)], deed=deed))

    def pass_by(self, minutes: float, every: float = 1) -> None:
        """Let the clock go on, with the runner looking every so many minutes of it."""
        end = self.now + int(minutes * MINUTE)
        while self.now < end:
            self.now = min(self.now + int(every * MINUTE), end)
            self.work()

    def leap(self, minutes: float) -> None:
        """Let the clock go on while nobody runs jobs, and then look once."""
        self.now += int(minutes * MINUTE)
        self.work()

    def work(self) -> None:
        run_due(self.session, self.instance)
