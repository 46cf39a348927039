"""The row of a new comment: what a post becomes once it was read and judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discuss.domain.status import Kind
from discuss.services.judging import Suspect, suspect_visitor
from discuss.store.queries import comments as queries
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.drafts import Place
    from discuss.domain.fingerprints import Fingerprint
    from discuss.moderation import Decision, Submission
    from discuss.rendering import Rendered
    from discuss.services.gatekeeping import Caller
    from discuss.services.identity import Visitor
    from discuss.services.instance import Instance
    from discuss.services.voices import Member
    from discuss.store.tables import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCase:
    """What the short read found out about a post; the caller's `now` is the moment of the whole request."""

    caller: Caller
    place: Place
    member: Member | None
    visitor: Visitor
    fingerprint: Fingerprint
    submission: Submission


@dataclass(frozen=True, slots=True)
class Judged:
    rendered: Rendered
    links: tuple[str, ...]
    search_text: str
    submission: Submission
    decision: Decision


def build_comment(
    session: Session, instance: Instance, case: PostCase, judged: Judged, where: tuple[Thread, Comment | None]
) -> Comment:
    draft, rendered = case.caller.draft, judged.rendered
    thread, parent = where
    created = _find_time(case, parent)
    return Comment(
        id=queries.draw_comment_id(session, created, parent.id if parent else None, instance.draw),
        site_id=case.caller.site_id,
        thread_id=thread.id,
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        status=judged.decision.status,
        kind=Kind.COMMENT,
        body=draft.body,
        body_html=rendered.html,
        excerpt=rendered.excerpt,
        rendered_by=rendered.rendered_by,
        author_name=draft.name,
        author_email=draft.email,
        author_url=draft.website,
        **_who(case),
        fingerprint=case.fingerprint.kept,
        search_text=judged.search_text,
        created=created,
        changed=instance.clock(),  # not when it came: a preview of many decisions goes by what was there
    )


def _find_time(case: PostCase, parent: Comment | None) -> int:
    """Give the time that readers see: of a letter its own, yet none before what it answers."""
    letter = case.member.letter if case.member else None
    if letter is None or letter.written is None:
        return case.caller.now
    return min(max(letter.written, parent.created if parent else 0), case.caller.now)


def _who(case: PostCase) -> dict[str, Any]:
    """Give what is kept of who wrote; of the author of a letter nothing but the name."""
    member, marks = case.member, case.caller.marks
    if member and member.letter:
        return {"channel": member.letter.channel, "vouched": True}
    return {
        "author_id": member.user_id if member else None,
        "author_role": member.role if member else None,
        "reader": marks.reader,
        "address": marks.address,
        "network": marks.network,
    }


def find_suspect(case: PostCase, links: tuple[str, ...]) -> Suspect | None:
    """Give who could be banned; of a letter only what it links to, of a member nothing."""
    if case.member is None:
        return suspect_visitor(case.visitor, case.caller.marks, case.caller.draft.email, links)
    return Suspect(reader=None, address=None, network=None, links=links) if case.member.letter else None
