"""A small town whose readers want to hear of replies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.domain.drafts import Draft
from discuss.jobs import run_due
from discuss.services.comments import Post, post_comment
from discuss.services.identity import Visitor
from discuss.services.notifying import enqueue_replies
from discuss.services.subscriptions import CONFIRM, build_token, confirm_subscription
from discuss.store.machine_tables import Job
from discuss.store.queries.comments import find_comment, lock_thread, set_status
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Subscription

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.status import Status
    from discuss.services.instance import Instance

NOW = 1_800_000_000_000
MAILS = ("confirm", "replies", "reply")
_numbers = count(1)


@dataclass
class Town:
    """The site `town`, with a clock of its own. Readers are told apart by a number."""

    session: Session
    instance: Instance
    now: int = NOW
    readers: dict[str, Visitor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.instance = replace(self.instance, clock=lambda: self.now)

    def visitor(self, reader: str) -> Visitor:
        number = next(_numbers)
        made = Visitor(address=f"203.0.{number >> 8 & 255}.{number & 255}", reader_key=f"{number:032x}")
        return self.readers.setdefault(reader, made)

    def post(self, reader: str, parent: int | None = None, email: str | None = None, page: str = "a") -> int:
        """Post as a reader; with an address they want to hear of replies."""
        url = f"https://town.example/{page}"
        draft = Draft(
            url=url, body=f"{reader} speaks", name=reader, parent=parent, email=email, subscribe=email is not None
        )
        post = Post(site="town", draft=draft, visitor=self.visitor(reader))
        self.now += 1
        return post_comment(self.session, self.instance, post).comment.id

    def decide(self, comment_id: int, status: Status) -> None:
        """Decide as a moderator's service does."""
        with writing(self.session):
            thread = lock_thread(self.session, find_comment(self.session, comment_id).thread_id)  # type: ignore[union-attr]
            comment = self.session.get_one(Comment, comment_id)
            set_status(self.session, thread, comment, status)
            enqueue_replies(self.session, comment, self.now)

    def subscriptions(self) -> dict[tuple[str, int | None], bool]:
        """Give who subscribed, to which comment, and whether that is confirmed."""
        with reading(self.session):
            rows = self.session.execute(
                select(Subscription.email, Subscription.comment_id, Subscription.confirmed)
            ).all()
            return {(row.email, row.comment_id): row.confirmed is not None for row in rows}

    def token(self, purpose: str, email: str) -> str:
        """Give the token that a mail to this address carries, for its first subscription."""
        with reading(self.session):
            statement = select(Subscription.id).where(Subscription.email == email).order_by(Subscription.id)
            return build_token(self.instance, purpose, self.session.scalars(statement).first() or 0)

    def confirm(self, email: str) -> None:
        confirm_subscription(self.session, self.instance, self.token(CONFIRM, email))

    def jobs(self) -> list[Job]:
        with reading(self.session):
            jobs = list(self.session.scalars(select(Job).where(Job.kind.in_(MAILS)).order_by(Job.id)))
            for job in jobs:
                self.session.expunge(job)
            return jobs

    def kinds(self) -> list[str]:
        return [job.kind for job in self.jobs()]

    def work(self) -> None:
        """Do what is due now."""
        run_due(self.session, self.instance)

    def drop_questions(self) -> None:
        """Take the questions to addresses out of the outbox: the test is about something else."""
        with writing(self.session):
            for job in self.session.scalars(select(Job).where(Job.kind == "confirm")):
                self.session.delete(job)

    def listen(self, reader: str, page: str = "a") -> int:
        """Post as a reader whose address is confirmed, and give the comment."""
        comment = self.post(reader, email=f"{reader}@example.org", page=page)
        self.confirm(f"{reader}@example.org")
        self.drop_questions()
        return comment
