"""Readers who post, edit and report on the site `town`, each at an address of their own, and a team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discuss.domain.drafts import Draft
from discuss.domain.permissions import Role
from discuss.services import access, authorship, comments, deeds, moderation, reactions, sites
from discuss.services.identity import Visitor, build_edit_token
from discuss.services.moderation import Decision, Item
from discuss.services.reactions import FlagReason, Report
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.decisions import Deed
    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance

BLOG = "https://town.example"
LONG = "Whoever wants to see the plans of the new town hall finds them in the library."


def reader(number: int, address: str | None = None) -> Visitor:
    return Visitor(address=address or f"192.0.{number}.1", reader_key=f"{number:032x}")


@dataclass(frozen=True, slots=True)
class Writers:
    """Does what readers and the team do, on one session."""

    session: Session
    instance: Instance

    def set(self, **changes: str) -> None:
        sites.set_site(self.session, "town", changes)

    def post(self, who: Visitor, body: str = "Hello", page: str = "/a", **changes: Any) -> int:
        draft = Draft(url=BLOG + page, body=body, name="Ann", **changes)
        post = comments.Post(site="town", draft=draft, visitor=who)
        return comments.post_comment(self.session, self.instance, post).comment.id

    def edit(self, comment: int, body: str) -> None:
        token = build_edit_token(self.instance, comment)
        authorship.edit_comment(self.session, self.instance, comment, token, body)

    def flag(
        self, comment: int, who: Visitor, reason: FlagReason = FlagReason.SPAM, contact: str | None = None
    ) -> None:
        reactions.add_flag(self.session, self.instance, comment, who, Report(reason=reason, contact=contact))

    def vote(self, comment: int, who: Visitor) -> int:
        return reactions.set_vote(self.session, self.instance, comment, who, 1)

    def add_moderator(self, role: Role = Role.MODERATOR) -> Actor:
        sites.add_user(self.session, self.instance, f"{role}@town.example", f"The {role}")
        sites.set_role(self.session, f"{role}@town.example", "town", role)
        users = {user.email: user.id for user, _, _ in sites.list_users(self.session)}
        return access.load_actor(self.session, users[f"{role}@town.example"])

    def decide(self, actor: Actor, deed: Deed, *comment: int) -> deeds.Batch:
        items = [Item(each, self.find(each).version) for each in comment]
        return moderation.decide(self.session, self.instance, actor, Decision(items=items, deed=deed))

    def find(self, comment: int) -> Comment:
        self.session.rollback()
        found = self.session.get_one(Comment, comment, populate_existing=True)
        self.session.rollback()
        return found

    def status(self, comment: int) -> str:
        return self.find(comment).status
