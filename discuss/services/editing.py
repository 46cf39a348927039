"""A comment's text for somebody of the team who mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.permissions import Action
from discuss.domain.status import Status
from discuss.errors import UnknownComment
from discuss.services.access import access_comment, access_site
from discuss.store.queries.comments import load_thread
from discuss.store.session import reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The text as its author wrote it, at a version. `has_edit`: another one of the author waits, and would go."""

    id: int
    version: int
    body: str
    is_markdown: bool
    has_edit: bool
    author_name: str
    page_title: str
    page_url: str


def load_source(session: Session, actor: Actor, site: str, comment_id: int) -> Source:
    """Load the text of a comment that is there. Raises UnknownSite, NotAllowed, UnknownComment."""
    with reading(session):
        found = access_site(session, actor, site, Action.DECIDE)
        comment = access_comment(session, found, comment_id)
        if comment.status == Status.DELETED:
            raise UnknownComment
        thread = load_thread(session, comment.thread_id)
        return Source(
            id=comment.id,
            version=comment.version,
            body=comment.body,
            is_markdown=comment.body_format == "markdown",
            has_edit=comment.draft_body is not None,
            author_name=comment.author_name,
            page_title=thread.title or thread.key,
            page_url=thread.url,
        )
