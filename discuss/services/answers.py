"""What a post is answered, remembered under its Idempotency-Key without the token, which is derived anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from discuss.domain.usual import Usually
from discuss.errors import FieldError, Invalid
from discuss.services.identity import build_edit_token
from discuss.store.machine_tables import RememberedAnswer
from discuss.store.queries import comments as queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Thread

MOST_KEY_LENGTH = 255


class CommentView(msgspec.Struct, frozen=True, kw_only=True):
    """A comment as its author sees it in an answer; the names are the table's."""

    id: int
    parent_id: int | None
    root_id: int | None
    depth: int
    status: str
    kind: str
    replies: int
    pinned: int
    up: int
    down: int
    body_html: str
    author_name: str
    author_url: str | None
    author_role: str | None
    created: int
    edited: int | None
    channel: str | None = None


class PostAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`status` as the author may know it; `version` is the thread's; `edit_until` in milliseconds.

    `usually`: how long the team takes, for who waits.
    """

    comment: CommentView
    thread_key: str
    status: str
    version: int
    edit_until: int | None
    usually: Usually | None = None
    edit_token: str = ""


# Made while one thread imports: two that let msgspec meet a Struct for the first time at once end the process.
read_answer = msgspec.json.Decoder(PostAnswer).decode


def view_comment(comment: Comment) -> CommentView:
    """View a comment with the text that its author sent last, which may wait to be decided."""
    values = {name: getattr(comment, name) for name in CommentView.__struct_fields__}
    return CommentView(**values | {"body_html": comment.draft_html or comment.body_html})


def find_answer(session: Session, instance: Instance, remembered: RememberedAnswer) -> PostAnswer | None:
    """Give the answer that this key got before. Raises Invalid if it was sent with something else."""
    found = queries.find_remembered(session, remembered.site_id, remembered.key)
    if found is None:
        return None
    if found.fingerprint != remembered.fingerprint:
        raise Invalid(FieldError("Idempotency-Key", "This key was used for another comment. Take a new one."))
    return sign_answer(instance, read_answer(found.answer))


def await_answer(session: Session, instance: Instance, remembered: RememberedAnswer) -> PostAnswer | None:
    """Wait for whoever holds the key in a transaction, then give what was answered; None if nobody holds it.

    Call it within a writing transaction; if it gives None, the key is this transaction's.
    """
    if queries.claim_key(session, remembered):
        return None
    return find_answer(session, instance, remembered)


def remember_answer(session: Session, remembered: RememberedAnswer, answer: PostAnswer) -> None:
    remembered.answer = msgspec.json.encode(answer).decode()
    remembered.comment_id = answer.comment.id
    queries.remember_answer(session, remembered)


def sign_answer(instance: Instance, answer: PostAnswer) -> PostAnswer:
    return msgspec.structs.replace(answer, edit_token=build_edit_token(instance, answer.comment.id))


def build_remembered(site_id: int, key: str | None, fingerprint: bytes, now: int) -> RememberedAnswer | None:
    """Give the row that will remember the answer; None without a key. Raises Invalid for a broken key."""
    if key is None:
        return None
    if not 1 <= len(key) <= MOST_KEY_LENGTH or not all("!" <= sign <= "~" for sign in key):
        raise Invalid(FieldError("Idempotency-Key", "A key is 1 to 255 visible ASCII characters."))
    return RememberedAnswer(site_id=site_id, key=key, fingerprint=fingerprint, at=now)


def build_answer(
    thread: Thread, comment: Comment, status: str, edit_until: int | None, usually: Usually | None
) -> PostAnswer:
    return PostAnswer(
        comment=view_comment(comment),
        thread_key=thread.key,
        status=status,
        version=thread.version,
        edit_until=edit_until,
        usually=usually,
    )
